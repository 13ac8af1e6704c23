-- Whether a role may change anything of what the bridge writes.
SELECT EXISTS (
    SELECT FROM pg_class c
    WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
      AND c.relname = ANY (@tables) AND c.relkind IN ('r', 'p') AND has_table_privilege(@role, c.oid, 'INSERT, UPDATE, DELETE'))
