-- The next rows of kg_edges, whole: columns beyond the contract become properties. row_to_json takes a column of type json as it
-- stands, where jsonb refuses some; line ends can only stand between its tokens. k alone would be a column of that name, if there is one.
-- A row that is too long comes without its columns. Ids are taken first, and each row is read when it is its turn: one that cannot be read
-- stops those behind it alone. Pages follow the collation of the column, and so its index: nothing but this statement compares ids.
SELECT id AS "Place", CASE WHEN octet_length(json) <= @most THEN json END AS "Json", octet_length(json) AS "Bytes"
FROM (SELECT id FROM kg_edges WHERE @after::text IS NULL OR id > @after ORDER BY id LIMIT @limit) page
CROSS JOIN LATERAL (
    SELECT translate(row_to_json(k.*)::text, E'\r\n', '  ') AS json
    FROM kg_edges k
    WHERE k.id = page.id
    OFFSET 0
) edge
ORDER BY id
