-- A slice is known by its number: an edge type and an id may take 2,000 bytes each, and an index holds 2,704.
ALTER TABLE backfill_slices DROP CONSTRAINT IF EXISTS backfill_slices_pkey;
ALTER TABLE backfill_slices ADD COLUMN IF NOT EXISTS number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
CREATE INDEX IF NOT EXISTS backfill_slices_open ON backfill_slices (run, number) WHERE done_at IS NULL;
