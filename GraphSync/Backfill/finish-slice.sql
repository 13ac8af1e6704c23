UPDATE backfill_slices
SET done_at = clock_timestamp(), outcome = @outcome::jsonb
WHERE run = @run AND edge_type = @type AND after_id = @after
