-- Every foreign key that starts or ends at one of our tables, a row a pair of columns.
SELECT k.oid::bigint                      AS id,
       quote_ident(k.conname)             AS name,
       k.conrelid::regclass::text         AS "FromTable",
       fc.relname::text                   AS "FromName",
       fc.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AS "FromHere",
       fa.attname::text                   AS "FromColumn",
       format_type(fa.atttypid, fa.atttypmod) AS "FromType",
       tc.relname::text                   AS "ToName",
       tc.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AS "ToHere",
       ta.attname::text                   AS "ToColumn",
       format_type(ta.atttypid, ta.atttypmod) AS "ToType",
       pg_get_constraintdef(k.oid)        AS definition
FROM pg_constraint k
JOIN pg_class fc ON fc.oid = k.conrelid
JOIN pg_class tc ON tc.oid = k.confrelid
CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS pair (from_num, to_num)
JOIN pg_attribute fa ON fa.attrelid = k.conrelid AND fa.attnum = pair.from_num
JOIN pg_attribute ta ON ta.attrelid = k.confrelid AND ta.attnum = pair.to_num
WHERE k.contype = 'f' AND k.conparentid = 0
  AND ((fc.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND fc.relname = ANY (@tables))
    OR (tc.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND tc.relname = ANY (@tables)))
ORDER BY k.conname
