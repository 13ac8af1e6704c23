UPDATE backfill_slices
SET done_at = clock_timestamp(), outcome = @outcome::jsonb
WHERE number = @number
