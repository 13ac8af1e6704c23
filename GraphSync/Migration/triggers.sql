-- The tables in @tables with all of their partitions and children, wherever those are, and our triggers on them as they stand;
-- a row without a trigger where there is none. "Shape" is pg_trigger.tgtype: 1 row, 2 before, 4 insert, 8 delete, 16 update,
-- 32 truncate.
WITH RECURSIVE member AS (
    SELECT c.oid, c.oid AS root
    FROM pg_class c
    WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
      AND c.relname = ANY (@tables) AND c.relkind IN ('r', 'p')
    UNION
    SELECT i.inhrelid, m.root FROM pg_inherits i JOIN member m ON m.oid = i.inhparent
)
SELECT root.relname::text                    AS "Table",
       root.relkind = 'p'                    AS "IsPartitioned",
       format('%I.%I', n.nspname, c.relname) AS "Relation",
       c.oid = root.oid                      AS "IsRoot",
       t.tgname::text                        AS "Name",
       coalesce(t.tgtype, 0)::int            AS "Shape",
       p.proname::text                       AS "Function",
       encode(t.tgargs, 'escape')            AS "Arguments",
       coalesce(t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr = ''
           AND p.pronamespace = root.relnamespace, false) AS "IsLive",
       coalesce(t.tgenabled = 'A', false)    AS "IsAlways",
       c.oid || ':' || t.oid                 AS "Identity"
FROM member m
JOIN pg_class root ON root.oid = m.root
JOIN pg_class c ON c.oid = m.oid AND c.relkind IN ('r', 'p')
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname LIKE 'bridge\_%' AND NOT t.tgisinternal
LEFT JOIN pg_proc p ON p.oid = t.tgfoid
ORDER BY root.relname, n.nspname, c.relname, t.tgname
