-- The next rows of kg_edges, whole: columns beyond the contract become properties. row_to_json takes a column of type json as it
-- stands, where jsonb refuses some; line ends can only stand between its tokens. Pages follow the collation of the column, and so its
-- index: nothing but this statement compares ids.
SELECT id AS "Id", translate(row_to_json(k)::text, E'\r\n', '  ') AS "Json"
FROM kg_edges k
WHERE @after::text IS NULL OR id > @after
ORDER BY id
LIMIT @limit
