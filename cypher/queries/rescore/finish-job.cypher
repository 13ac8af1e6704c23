// Ends a job when no edge stands under its parent but those that could not be scored; else it goes on from the start. It opens again
// when an edge comes to stand there.
//
// parameters:
//   $job: string = 'rescore'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $promotion: string = 'p1'
//   $standing: integer = 0  -- edges that stand under the parent
// columns:
//   status: string?  -- done, or queued; null when there is no such job; no row when the lease is lost
// index: Lease(job), RescoreJob(id)
// access: write
// include: leases/guard
OPTIONAL MATCH (j:RescoreJob {id: $promotion})
WITH j, j.late_from IS NULL AND $standing <= coalesce(j.unscored, 0) AS done
SET j.status = CASE WHEN done THEN 'done' ELSE 'queued' END,
  j.edges_left = CASE WHEN done THEN 0 ELSE $standing END,
  j.cursor = CASE WHEN done THEN j.cursor ELSE '' END
RETURN j.status AS status
