// Ends a pass that runs; one that has ended stays as it is. What has written anything is completed, whatever stopped it; what failed
// before has failed, which after three times in a row parks the job so that others go on. A pass that is held has failed, too, without
// counting as a failure: its job waits for a person.
//
// parameters:
//   $job: string = 'rescore'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $pass: string = 'p1#1'
//   $failure: string? = null  -- what stopped it; null when nothing did
//   $held: boolean = false  -- whether $failure says why a person is to decide; nothing may have been written
//   $held_report: string? = null  -- what the pass would have done, JSON text
//   $failures_allowed: integer = 3
//   $unscored: integer = 0  -- edges that could not be scored
//   $changed: integer = 0  -- edges that kept changing
//   $late_from: string? = null  -- the first edge_id of those that are to be looked at again
//   $at: instant = '2026-01-01T00:00:00Z'
// columns:
//   job_status: string?  -- null when the pass or its job is gone; no row when the lease is lost
// index: Lease(job), RescorePass(id), RescoreJob(id)
// access: write
// include: leases/guard
OPTIONAL MATCH (p:RescorePass {id: $pass})
OPTIONAL MATCH (j:RescoreJob {id: p.promotion_id})
CALL (p, j) {
  WITH p, j, $failure IS NULL OR p.edges > 0 AS completed
  WHERE p.status = 'running'
  // What has failed before anything was written stays as it was, and counts as nothing but a failure.
  WITH p, j, completed, CASE WHEN completed THEN $unscored ELSE 0 END AS unscored, CASE WHEN completed THEN $late_from END AS late_from
  SET p.status = CASE WHEN completed THEN 'completed' ELSE 'failed' END, p.reason = $failure, p.finished_at = datetime($at),
    p.unscored = unscored, p.changed = $changed, p.journaled = false, p.edge_set = null,
    j.reason = $failure, j.failures = CASE WHEN completed THEN 0 WHEN $held THEN j.failures ELSE j.failures + 1 END,
    j.unscored = CASE WHEN completed AND p.after_edge_id = '' THEN unscored ELSE coalesce(j.unscored, 0) + unscored END,
    j.late_from = CASE WHEN j.late_from <= late_from THEN j.late_from ELSE coalesce(late_from, j.late_from) END,
    j.cursor = CASE WHEN completed THEN p.last_edge_id ELSE j.cursor END,
    j.held_report = $held_report,
    // What changes nothing lets the others go first.
    j.stalled = completed AND p.edges = 0
  SET j.status = CASE WHEN NOT completed AND $held THEN 'held' WHEN j.failures >= $failures_allowed THEN 'parked' ELSE j.status END
}
RETURN j.status AS job_status
