SELECT outcome::text FROM backfill_slices WHERE run = @run AND done_at IS NOT NULL
