-- The rights that the bridge's role lacks on the tables, as the GRANTs that would give them.
SELECT format('GRANT %s ON TABLE %I.%I TO %I', string_agg(r.privilege, ', ' ORDER BY r.privilege), current_schema(), c.relname, current_user)
FROM pg_class c
CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS r (privilege)
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  AND ((c.relname = ANY (@tables) AND r.privilege = 'SELECT')
    OR (c.relname = ANY (@inserted))
    OR (c.relname = 'artifacts' AND r.privilege = 'UPDATE'))
  AND NOT has_table_privilege(c.oid, r.privilege)
GROUP BY c.relname
ORDER BY c.relname
