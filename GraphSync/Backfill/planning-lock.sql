-- One plans, the others wait and join.
SELECT pg_advisory_xact_lock(hashtext('graphprovenance.backfill'))
