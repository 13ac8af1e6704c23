-- The next rows of kg_edges that have no id, in the order of their places in the table; else as in page.sql.
SELECT place::text AS "Place", CASE WHEN octet_length(json) <= @most THEN json END AS "Json", octet_length(json) AS "Bytes"
FROM (
    SELECT ctid AS place
    FROM kg_edges
    WHERE id IS NULL AND ctid > coalesce(@after::text, '(0,0)')::tid
    ORDER BY ctid
    LIMIT @limit
) page
CROSS JOIN LATERAL (
    SELECT translate(row_to_json(k.*)::text, E'\r\n', '  ') AS json
    FROM kg_edges k
    WHERE k.ctid = page.place AND k.id IS NULL
    OFFSET 0
) edge
ORDER BY place
