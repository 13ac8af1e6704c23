// Doubts a pass's start that lies ahead of now: a clock that was wrong must not hold back the next pass. The stamp is kept.
//
// parameters:
//   $job: string = 'rescore'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $pass: string = 'p1#1'
//   $at: instant = '2026-01-01T00:00:00Z'  -- now
// columns:
//   started_at: instant?  -- when it counts as begun; null when there is no such pass; no row when the lease is lost
// index: Lease(job), RescorePass(id)
// access: write
// include: leases/guard
OPTIONAL MATCH (p:RescorePass {id: $pass})
FOREACH (_ IN CASE WHEN p.started_at > datetime($at) THEN [1] ELSE [] END |
  SET p.stamped_at = p.started_at, p.started_at = datetime($at))
RETURN p.started_at AS started_at
