-- The role that owns the journal of migrations, where that is neither ours nor one that we are a member of.
SELECT pg_get_userbyid(c.relowner)::text
FROM pg_class c
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  AND c.relname = 'bridge_migrations' AND NOT pg_has_role(c.relowner, 'MEMBER')
