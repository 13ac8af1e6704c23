-- In a mixed order, so that workers write to the indexes of different types.
SELECT edge_type AS "EdgeType", after_id AS "After", last_id AS "Last", edges AS "Edges"
FROM backfill_slices
WHERE run = @run AND done_at IS NULL
ORDER BY md5(after_id || edge_type)
LIMIT 1
FOR UPDATE SKIP LOCKED
