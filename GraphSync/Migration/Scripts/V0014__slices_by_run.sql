-- An edge type and an id may take 2,000 bytes each, and an index holds 2,704: a slice is found by its run.
ALTER TABLE backfill_slices DROP CONSTRAINT IF EXISTS backfill_slices_pkey;
CREATE INDEX IF NOT EXISTS backfill_slices_run ON backfill_slices (run);
