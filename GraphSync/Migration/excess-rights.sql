-- What @role may do to the books beyond adding to them, a row a table, partitions and children included: its privileges, or that it
-- owns the table.
WITH RECURSIVE book AS (
    SELECT c.oid, c.relname::text AS root
    FROM pg_class c
    WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
      AND c.relname IN ('wallet_ledger', 'credit_events')
    UNION
    SELECT i.inhrelid, b.root FROM pg_inherits i JOIN book b ON b.oid = i.inhparent
)
SELECT format('%I.%I', n.nspname, c.relname) AS "Table",
       CASE WHEN pg_has_role(@role, c.relowner, 'MEMBER') THEN 'owns it'
            ELSE (SELECT 'has ' || string_agg(p.privilege, ', ' ORDER BY p.privilege)
                  FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS p (privilege)
                  WHERE has_table_privilege(@role, c.oid, p.privilege)) END AS "Excess"
FROM book b
JOIN pg_class c ON c.oid = b.oid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE pg_has_role(@role, c.relowner, 'MEMBER') OR has_table_privilege(@role, c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
ORDER BY 1
