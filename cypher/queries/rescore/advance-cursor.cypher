// Where does a job go on? Edges that came to stand under the parent late move its cursor back.
//
// parameters:
//   $job: string = 'rescore'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $promotion: string = 'p1'
// columns:
//   cursor: string  -- edges beyond this edge_id are still to be looked at; no row when the lease is lost
// index: Lease(job), RescoreJob(id)
// access: write
MATCH (l:Lease {job: $job})
SET l.epoch = CASE WHEN l.epoch < $epoch THEN $epoch ELSE l.epoch END
WITH l WHERE l.epoch = $epoch
MATCH (j:RescoreJob {id: $promotion})
SET j.cursor = CASE WHEN j.late_from <= j.cursor THEN '' ELSE j.cursor END
REMOVE j.late_from
RETURN j.cursor AS cursor
