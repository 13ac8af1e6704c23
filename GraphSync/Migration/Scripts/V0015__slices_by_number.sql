-- A slice is known by its number: an index holds no type and edge id that are both long.
ALTER TABLE backfill_slices DROP CONSTRAINT IF EXISTS backfill_slices_pkey;
ALTER TABLE backfill_slices ADD COLUMN IF NOT EXISTS number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
CREATE INDEX IF NOT EXISTS backfill_slices_open ON backfill_slices (run, number) WHERE done_at IS NULL;
