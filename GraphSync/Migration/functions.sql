-- Our trigger functions as they stand; search_path as it should stand, to compare with.
SELECT p.proname::text AS name,
       p.prosrc        AS body,
       p.prosecdef AND coalesce(p.proconfig, '{}') = ARRAY['search_path=' || quote_ident(current_schema()) || ', pg_temp'] AS "IsSafe"
FROM pg_proc p
WHERE p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  AND p.proname = ANY (@names) AND p.pronargs = 0
