// Gives promotions their jobs. A promotion that has one keeps it, however often it is delivered.
//
// parameters:
//   $job: string = 'inbound'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $promotions: list<map> = [{id: 'p1', parent_id: 'lr_v1', child_id: 'lr_v2', detected_at: '2026-01-01T00:00:00Z', status: 'queued', reason: null, edges_left: 3735}]  -- status: queued, refused or old
// columns:
//   created: integer  -- jobs made; no row when the lease is lost
// index: Lease(job), RescoreJob(id)
// access: write
// include: leases/guard
CALL () {
  UNWIND $promotions AS p
  MERGE (j:RescoreJob {id: p.id})
  ON CREATE SET j.status = 'new', j.cursor = '', j.passes = 0, j.failures = 0, j.fresh = true
  // What could not be run at first may run now: its versions have arrived, or the user reaches further back.
  FOREACH (_ IN CASE WHEN j.status IN ['new', 'refused', 'old'] THEN [1] ELSE [] END |
    SET j += {parent_id: p.parent_id, child_id: p.child_id, detected_at: datetime(p.detected_at), status: p.status,
      reason: p.reason, edges_left: p.edges_left})
  WITH j, j.fresh AS fresh
  REMOVE j.fresh
  RETURN sum(CASE WHEN fresh THEN 1 ELSE 0 END) AS created
}
RETURN created
