-- The bridge's roles in PostgreSQL. Run it in the bridge's database and schema, as a superuser or as a role that may create roles and
-- grant rights on the schema; running it again does no harm. No role has a password yet: ALTER ROLE … PASSWORD '…', or \password in psql.
--
--   bridge_migrator      owns the bridge's tables and functions. Only `migrate` logs in as it, with Bridge__Postgres__RunnerRole=bridge_runner.
--   bridge_runner        runs everything else. It owns nothing. It adds to wallet_ledger and credit_events and can take nothing away.
--   bridge_inbox_writer  what the triggers on your tables run as. It adds to bridge_inbox and may do nothing else; nobody logs in as it.
--
-- What bridge_runner may do with each table `migrate` grants, and grants again when a version needs more. Partitions need no rights of
-- their own, neither those that are there nor those to come: the bridge writes to their tables.
--
-- Tables of yours that others own stay theirs. Their owners grant what `migrate` then asks for; this much can be said before:
--   GRANT SELECT, TRIGGER ON artifacts, datasets, model_versions, world_model_improvements TO bridge_migrator;
--   GRANT REFERENCES ON artifacts TO bridge_migrator;
--   GRANT SELECT ON artifacts, datasets, model_versions, demurrage_rules TO bridge_runner;
--   GRANT UPDATE (source_artifact_id, source_version, provenance_unknown, senate_review_flag) ON artifacts TO bridge_runner;
--   GRANT SELECT, INSERT ON world_model_improvements TO bridge_runner;
-- Whoever owns a table that the bridge writes to (artifacts, kg_edges, world_model_improvements, tool_calls) can have a trigger of theirs
-- run with bridge_runner's rights. Whom you do not trust with these, give INSERT and UPDATE on such a table, and not the table.

DO $body$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bridge_migrator') THEN
        CREATE ROLE bridge_migrator LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bridge_runner') THEN
        CREATE ROLE bridge_runner LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bridge_inbox_writer') THEN
        CREATE ROLE bridge_inbox_writer NOLOGIN;
    END IF;
END
$body$;

-- To give it functions.
GRANT bridge_inbox_writer TO bridge_migrator;

DO $body$
DECLARE
    book record;
BEGIN
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO bridge_migrator, bridge_runner', current_database());
    -- Who may make functions and operators in a schema can have them run by whoever works there.
    EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', current_schema());
    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO bridge_migrator WITH GRANT OPTION', current_schema());
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO bridge_runner', current_schema());

    -- Where one role did everything until now, and is the one that runs this, its tables and functions become the migrator's.
    FOR book IN
        SELECT c.oid::regclass AS name
        FROM pg_class c
        WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND c.relkind IN ('r', 'p')
          AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
          AND (c.relname LIKE 'bridge\_%' OR c.relname IN ('artifacts', 'model_versions', 'datasets', 'kg_edges',
              'world_model_improvements', 'wallets', 'wallet_ledger', 'credit_events', 'demurrage_rules', 'tool_calls', 'mirror_rejects',
              'schedule_runs', 'backfill_slices', 'edge_reviews'))
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO bridge_migrator', book.name);
    END LOOP;
    FOR book IN
        SELECT p.oid::regprocedure AS name
        FROM pg_proc p
        WHERE p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND p.proname LIKE 'bridge\_%' AND p.proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO bridge_migrator', book.name);
    END LOOP;
END
$body$;
