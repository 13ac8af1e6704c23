-- A slice may be of several small types. Slices that were cut before are dropped: a backfill cuts anew what is left.
DELETE FROM backfill_slices;
ALTER TABLE backfill_slices DROP COLUMN IF EXISTS edge_type;
ALTER TABLE backfill_slices ADD COLUMN IF NOT EXISTS edge_types text[] NOT NULL;
