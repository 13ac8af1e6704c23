-- The graph has a later epoch than this database, which was restored from a backup.
UPDATE bridge_lease SET epoch = @epoch WHERE job = @job AND epoch < @epoch
