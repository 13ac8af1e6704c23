-- Where the session is: advisory locks are per database, leases per schema of it.
SELECT current_database() AS "Database", current_schema()::text AS "Schema", pg_backend_pid() AS "Pid",
       to_regclass('bridge_lease') IS NOT NULL AS "IsMigrated"
