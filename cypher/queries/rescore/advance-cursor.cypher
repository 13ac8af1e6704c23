// Where does a job go on? Edges that came to stand under the parent late move its cursor back.
//
// parameters:
//   $job: string = 'rescore'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $promotion: string = 'p1'
// columns:
//   cursor: string?  -- edges beyond this edge_id are still to be looked at; null when there is no such job; no row when the lease is lost
// index: Lease(job), RescoreJob(id)
// access: write
// include: leases/guard
OPTIONAL MATCH (j:RescoreJob {id: $promotion})
SET j.cursor =
  // include: rescore/cursor
REMOVE j.late_from
RETURN j.cursor AS cursor
