// Which passes took edges from a version, gave edges to it, or belong to a promotion?
//
// parameters:
//   $version: string? = 'lr_v2'  -- the version; null for none
//   $promotion: string? = null  -- the promotion; null for none
//   $limit: integer = 50  -- rows at most
// columns:
//   id: string
//   promotion_id: string
//   parent_id: string
//   child_id: string
//   status: string  -- running, completed or failed
//   reason: string?  -- how it failed
//   started_at: instant
//   scorer: string
//   edges: integer
//   large_decrease: integer
//   moderate: integer
//   stable: integer
//   increase: integer
//   flagged: integer
// order: started_at, latest first
// index: RescorePass(started_at); passes are few, one a day
// access: read
MATCH (p:RescorePass)
WHERE p.started_at > datetime('0001-01-01T00:00:00Z')
  AND (p.parent_id = $version OR p.child_id = $version OR p.promotion_id = $promotion)
RETURN p.id AS id, p.promotion_id AS promotion_id, p.parent_id AS parent_id, p.child_id AS child_id, p.status AS status,
  p.reason AS reason, p.started_at AS started_at, p.scorer AS scorer, p.edges AS edges, p.large_decrease AS large_decrease,
  p.moderate AS moderate, p.stable AS stable, p.increase AS increase, p.flagged AS flagged
ORDER BY p.started_at DESC
LIMIT $limit
