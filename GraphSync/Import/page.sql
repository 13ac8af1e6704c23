-- The ids of the next rows of kg_edges: @limit of them, and no more than about @bytes. Pages follow the collation of the column, and so
-- its index: nothing but this statement compares ids.
SELECT id
FROM (
    SELECT id, sum(octet_length(id)) OVER (ORDER BY id) - octet_length(id) AS bytes_before
    FROM (SELECT id FROM kg_edges WHERE @after::text IS NULL OR id > @after ORDER BY id LIMIT @limit) next
) page
WHERE bytes_before < @bytes
ORDER BY id
