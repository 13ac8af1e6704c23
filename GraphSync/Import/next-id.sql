-- The next row of kg_edges, by its id alone.
SELECT id
FROM kg_edges
WHERE @after::text IS NULL OR id > @after
ORDER BY id
LIMIT 1
