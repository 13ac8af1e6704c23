-- The rights that @role lacks, as the GRANTs that would give them. A right on a column is one of the pair (privilege, column);
-- an empty column stands for the whole table.
WITH lacking AS (
    SELECT c.relname, n.privilege,
           n.privilege || coalesce(' (' || string_agg(quote_ident(nullif(n."column", '')), ', ' ORDER BY n.place) || ')', '') AS item
    FROM unnest(@tables::text[], @privileges::text[], @columns::text[]) WITH ORDINALITY AS n ("table", privilege, "column", place)
    JOIN pg_class c ON c.relname = n."table" AND c.relkind IN ('r', 'p')
        AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = n."column"
    WHERE NOT has_table_privilege(@role, c.oid, n.privilege)
      -- A column that the owner is still to add has no rights yet.
      AND NOT coalesce(has_column_privilege(@role, c.oid, a.attnum, n.privilege), false)
    GROUP BY c.relname, n.privilege
)
SELECT format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), @role)
WHERE NOT has_schema_privilege(@role, current_schema(), 'USAGE')
UNION ALL
(SELECT format('GRANT %s ON TABLE %I.%I TO %I', string_agg(item, ', ' ORDER BY privilege), current_schema(), relname, @role)
 FROM lacking GROUP BY relname ORDER BY relname)
