-- Our triggers as they stand. "shape" is pg_trigger.tgtype: 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate.
SELECT c.relname::text                       AS "table",
       t.tgname::text                        AS name,
       t.tgtype::int                         AS shape,
       p.proname::text                       AS function,
       encode(t.tgargs, 'escape')            AS arguments,
       t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr = ''
           AND p.pronamespace = c.relnamespace AS "IsLive",
       c.oid || ':' || t.oid                 AS identity
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  AND c.relname = ANY (@tables) AND t.tgname LIKE 'bridge\_%' AND NOT t.tgisinternal
ORDER BY c.relname, t.tgname
