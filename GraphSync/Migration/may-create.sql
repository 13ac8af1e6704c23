-- The GRANTs that the bridge's role lacks to make tables and functions in the current schema.
SELECT format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', current_schema(), current_user)
WHERE NOT has_schema_privilege(current_schema(), 'CREATE')
UNION ALL
SELECT format('GRANT REFERENCES ON TABLE %I.%I TO %I', current_schema(), c.relname, current_user)
FROM pg_class c
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  AND c.relname = 'artifacts' AND NOT has_table_privilege(c.oid, 'REFERENCES')
  AND NOT EXISTS (SELECT FROM pg_class m WHERE m.relnamespace = c.relnamespace AND m.relname = 'model_versions')
