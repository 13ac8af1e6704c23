-- In the order in which they were cut, neighbours together: they change the same pages of an index.
SELECT edge_types AS "EdgeTypes", after_id AS "After", last_id AS "Last", edges AS "Edges", number AS "Number"
FROM backfill_slices
WHERE run = @run AND done_at IS NULL
ORDER BY number
LIMIT 1
FOR UPDATE SKIP LOCKED
