-- The role that the inbox's trigger functions run as: whether it is there, has no power of its own and no other role's, may fill the
-- inbox, and may be given functions by this role; and whether this role could make it.
SELECT r.oid IS NOT NULL AS "Exists",
       coalesce(NOT (r.rolsuper OR r.rolcanlogin OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls)
           AND NOT EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid), false) AS "IsHarmless",
       coalesce(has_schema_privilege(r.oid, current_schema(), 'USAGE')
           AND has_table_privilege(r.oid, format('%I.bridge_inbox', current_schema()), 'INSERT'), false) AS "MayInsert",
       coalesce(pg_has_role(r.oid, 'USAGE'), false) AS "IsOurs",
       me.rolsuper AS "IsSuperuser",
       me.rolsuper OR me.rolcreaterole AS "MayCreate"
FROM pg_roles me
LEFT JOIN pg_roles r ON r.rolname = @role
WHERE me.rolname = current_user
