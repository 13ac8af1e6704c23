-- Waits for the slice's holder: when that finishes it the row no longer fits, and when it dies the slice is ours.
SELECT edge_types AS "EdgeTypes", after_id AS "After", last_id AS "Last", edges AS "Edges", number AS "Number"
FROM backfill_slices
WHERE run = @run AND done_at IS NULL
ORDER BY number
LIMIT 1
FOR UPDATE
