-- The place of the next row of kg_edges that has no id.
SELECT ctid::text
FROM kg_edges
WHERE id IS NULL AND ctid > coalesce(@after::text, '(0,0)')::tid
ORDER BY ctid
LIMIT 1
