// Puts a promotion's job back into the queue, with every edge to be looked at again. One that was held may be let pass for good.
//
// parameters:
//   $job: string = 'rescore'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $promotion: string = 'p1'
//   $edges_left: integer = 3735  -- edges that stand under the parent
//   $lets_pass: boolean = false  -- whether its passes are never held again
// columns:
//   status: string?  -- null when there is no such job, or it cannot run; no row when the lease is lost
// index: Lease(job), RescoreJob(id)
// access: write
// include: leases/guard
OPTIONAL MATCH (j:RescoreJob {id: $promotion})
WHERE j.status IN ['parked', 'held', 'queued', 'done']
SET j.status = 'queued', j.failures = 0, j.reason = null, j.cursor = '', j.unscored = 0, j.stalled = false, j.edges_left = $edges_left,
  j.is_let_pass = $lets_pass OR coalesce(j.is_let_pass, false)
RETURN j.status AS status
