// Ends a pass: completed, or failed, which after three times in a row parks the job so that others go on.
//
// parameters:
//   $job: string = 'rescore'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $pass: string = 'p1#1'
//   $status: string = 'completed'  -- completed or failed
//   $reason: string? = null  -- how it failed
//   $failures_allowed: integer = 3
//   $unscored: integer = 0  -- edges that could not be scored
//   $late_from: string? = null  -- the first edge_id of those that kept changing, to be looked at again
//   $at: instant = '2026-01-01T00:00:00Z'
// columns:
//   job_status: string?  -- null when the pass or its job is gone; no row when the lease is lost
// index: Lease(job), RescorePass(id), RescoreJob(id)
// access: write
// include: leases/guard
OPTIONAL MATCH (p:RescorePass {id: $pass})
OPTIONAL MATCH (j:RescoreJob {id: p.promotion_id})
SET p.status = $status, p.reason = $reason, p.finished_at = datetime($at), j.reason = $reason,
  j.failures = CASE $status WHEN 'failed' THEN j.failures + 1 ELSE 0 END,
  j.unscored = CASE WHEN p.after_edge_id = '' THEN $unscored ELSE coalesce(j.unscored, 0) + $unscored END,
  j.late_from = CASE WHEN j.late_from <= $late_from THEN j.late_from ELSE coalesce($late_from, j.late_from) END,
  j.cursor = CASE $status WHEN 'completed' THEN p.last_edge_id ELSE j.cursor END
SET j.status = CASE WHEN j.failures >= $failures_allowed THEN 'parked' ELSE j.status END
RETURN j.status AS job_status
