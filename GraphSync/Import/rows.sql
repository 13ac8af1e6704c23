-- Rows of kg_edges, whole: columns beyond the contract become properties. row_to_json takes a column of type json as it stands, where jsonb
-- refuses some; line ends can only stand between its tokens. Of a row that takes more than @most bytes there is only its size.
SELECT id AS "Id", octet_length(json) AS "Bytes", CASE WHEN octet_length(json) <= @most THEN json END AS "Json"
FROM (
    SELECT id, translate(row_to_json(k)::text, E'\r\n', '  ') AS json
    FROM kg_edges k
    WHERE id = ANY (@ids)
    OFFSET 0
) row
