// Puts a promotion's job back into the queue, with every edge to be looked at again.
//
// parameters:
//   $job: string = 'rescore'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $promotion: string = 'p1'
//   $edges_left: integer = 3735  -- edges that stand under the parent
// columns:
//   status: string  -- no row when the lease is lost, or no such job can run
// index: Lease(job), RescoreJob(id)
// access: write
MATCH (l:Lease {job: $job})
SET l.epoch = CASE WHEN l.epoch < $epoch THEN $epoch ELSE l.epoch END
WITH l WHERE l.epoch = $epoch
MATCH (j:RescoreJob {id: $promotion})
WHERE j.status IN ['parked', 'queued', 'done']
SET j.status = 'queued', j.failures = 0, j.reason = null, j.cursor = '', j.left = 0, j.edges_left = $edges_left
RETURN j.status AS status
