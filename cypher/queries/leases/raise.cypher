// Raises the epoch of a job's lease, so that writes under an older epoch find nothing to do.
//
// parameters:
//   $job: string = 'rescore'
//   $epoch: integer = 1  -- the epoch that PostgreSQL has given out
// columns:
//   epoch: integer  -- the epoch in force: greater than the given one when somebody came later
// index: Lease(job)
// access: write
MERGE (l:Lease {job: $job})
ON CREATE SET l.epoch = $epoch
SET l.epoch = CASE WHEN l.epoch < $epoch THEN $epoch ELSE l.epoch END
RETURN l.epoch AS epoch
