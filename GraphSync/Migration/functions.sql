-- Our trigger functions as they stand. Who but the owner may execute them, quoted; an ACL that is null is PUBLIC's.
SELECT p.proname::text                                              AS "Name",
       p.prosrc                                                     AS "Body",
       p.prosecdef                                                  AS "IsDefiner",
       pg_get_userbyid(p.proowner)::text                            AS "Owner",
       coalesce(p.proconfig, '{}') = '{"search_path=pg_catalog, pg_temp"}' AS "HasPath",
       (SELECT string_agg(CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END, ', ')
        FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
        WHERE x.grantee <> p.proowner)                              AS "Grantees"
FROM pg_proc p
WHERE p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  AND p.proname = ANY (@names) AND p.pronargs = 0
