-- What was put aside, and is no longer in the graph.
DELETE FROM mirror_rejects r
USING (
    SELECT 'edge' AS kind, id, relation FROM unnest(@ids, @types) AS edge (id, relation)
    UNION ALL
    SELECT 'delta', id, '' FROM unnest(@deltas) AS delta (id)
    UNION ALL
    SELECT 'review', id, '' FROM unnest(@reviews) AS review (id)
) gone
WHERE r.kind = gone.kind AND md5(r.row_id) = md5(gone.id) AND md5(r.relation) = md5(gone.relation)
  AND r.row_id = gone.id AND r.relation = gone.relation
