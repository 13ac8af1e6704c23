// Begins a pass over the edges beyond its job's cursor. A pass that has begun stays as it is.
//
// parameters:
//   $job: string = 'rescore'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $promotion: string = 'p1'
//   $pass: string = 'p1#1'
//   $started_at: instant = '2026-01-01T00:00:00Z'
//   $scorer: string = 'fallback'
//   $at_most: integer = 10000
//   $last_edge_id: string = 'z'  -- the pass takes edges beyond the job's cursor and up to this one
//   $edge_set: list<integer> = [4711]  -- hashes of the edge_ids that the pass takes: a run that takes it up knows them again
//   $large_decrease_threshold: float = -0.3
//   $stable_band: float = 0.05
// columns:
//   id: string?  -- null when there is no such job; no row when the lease is lost
// index: Lease(job), RescoreJob(id), RescorePass(id)
// access: write
// include: leases/guard
OPTIONAL MATCH (j:RescoreJob {id: $promotion})
OPTIONAL CALL (j) {
  WITH j WHERE j IS NOT NULL
  MERGE (p:RescorePass {id: $pass})
  ON CREATE SET p.promotion_id = j.id, p.parent_id = j.parent_id, p.child_id = j.child_id, p.status = 'running',
    p.started_at = datetime($started_at), p.scorer = $scorer, p.at_most = $at_most, p.after_edge_id = j.cursor,
    p.last_edge_id = $last_edge_id, p.edge_set = $edge_set, p.large_decrease_threshold = $large_decrease_threshold,
    p.stable_band = $stable_band,
    p.edges = 0, p.large_decrease = 0, p.moderate = 0, p.stable = 0, p.increase = 0, p.pinned = 0, p.flagged = 0,
    j.passes = j.passes + 1
  RETURN p.id AS id
}
RETURN id
