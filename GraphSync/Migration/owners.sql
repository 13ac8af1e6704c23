-- The owner of each of our tables, quoted, where that is another role than ours.
SELECT c.relname::text AS "table", quote_ident(pg_get_userbyid(c.relowner)) AS owner
FROM pg_class c
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  AND c.relname = ANY (@tables)
  AND NOT pg_has_role(c.relowner, 'USAGE')
