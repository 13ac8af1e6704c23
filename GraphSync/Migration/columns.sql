-- What stands in the current schema under the names we use: one row a column, also for relations without columns.
SELECT c.relname::text                                         AS "table",
       c.relkind                                               AS kind,
       a.attname::text                                         AS "column",
       format_type(coalesce(nullif(t.typbasetype, 0), t.oid),
                   CASE WHEN t.typbasetype <> 0 THEN t.typtypmod ELSE a.atttypmod END) AS type,
       coalesce(a.attnotnull, false)                           AS "NotNull",
       coalesce(a.atthasdef, false)                            AS "HasDefault",
       coalesce(a.attidentity <> '', false)                    AS "IsIdentity"
FROM pg_class c
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  AND c.relname = ANY (@tables)
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY c.relname, a.attnum
