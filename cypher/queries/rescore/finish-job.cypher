// Ends a job under whose parent no edge is left to take. It opens again when an edge comes to stand there.
//
// parameters:
//   $job: string = 'rescore'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $promotion: string = 'p1'
// columns:
//   status: string  -- queued when edges arrived meanwhile; no row when the lease is lost
// index: Lease(job), RescoreJob(id)
// access: write
MATCH (l:Lease {job: $job})
SET l.epoch = CASE WHEN l.epoch < $epoch THEN $epoch ELSE l.epoch END
WITH l WHERE l.epoch = $epoch
MATCH (j:RescoreJob {id: $promotion})
SET j.status = CASE WHEN j.late_from IS NULL THEN 'done' ELSE 'queued' END,
  j.edges_left = CASE WHEN j.late_from IS NULL THEN 0 ELSE j.edges_left END
RETURN j.status AS status
