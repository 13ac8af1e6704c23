// Which passes took edges from a version, gave edges to it, or belong to a promotion?
//
// parameters:
//   $version: string? = 'lr_v2'  -- the version; null for none
//   $promotion: string? = null  -- the promotion; null for none
//   $limit: integer = 50  -- rows at most
//   $skip: integer = 0  -- rows left out at the start
// columns:
//   id: string
//   promotion_id: string
//   parent_id: string
//   child_id: string
//   status: string  -- running, completed or failed
//   reason: string?  -- how it failed
//   started_at: instant
//   scorer: string
//   at_most: integer  -- edges that the pass may take
//   after_edge_id: string  -- it takes edges beyond this edge_id
//   last_edge_id: string  -- and up to this one
//   large_decrease_threshold: float
//   stable_band: float
//   edges: integer  -- rescored so far
//   large_decrease: integer
//   moderate: integer
//   stable: integer
//   increase: integer
//   pinned: integer  -- kept their confidence, as a reviewer has decided
//   flagged: integer
// order: started_at, latest first
// index: RescorePass(started_at); passes are few, one a day
// access: read
MATCH (p:RescorePass)
USING INDEX SEEK p:RescorePass(started_at)
WHERE p.started_at > datetime('0001-01-01T00:00:00Z')
  AND (p.parent_id = $version OR p.child_id = $version OR p.promotion_id = $promotion)
RETURN
  // include: rescore/pass-columns
ORDER BY started_at DESC
SKIP $skip LIMIT $limit
