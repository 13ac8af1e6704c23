-- The next rows of kg_edges, whole: columns beyond the contract become properties. row_to_json takes a column of type json as it
-- stands, where jsonb refuses some; line ends can only stand between its tokens. A row that is too long comes without its columns. Pages
-- follow the collation of the column, and so its index: nothing but this statement compares ids.
SELECT id AS "Id", CASE WHEN octet_length(json) <= @most THEN json END AS "Json", octet_length(json) AS "Bytes"
FROM (
    SELECT id, translate(row_to_json(k)::text, E'\r\n', '  ') AS json
    FROM kg_edges k
    WHERE @after::text IS NULL OR id > @after
    ORDER BY id
    LIMIT @limit
) page
ORDER BY id
