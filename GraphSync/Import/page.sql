-- The next rows of kg_edges, whole: columns beyond the contract become properties.
SELECT id AS "Id", to_jsonb(k)::text AS "Json"
FROM kg_edges k
WHERE id > @after
ORDER BY id
LIMIT @limit
