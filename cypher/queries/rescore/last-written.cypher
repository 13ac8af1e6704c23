// Which pass opened the present window? One that has written nothing opens none.
//
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
// order: one row at most, the latest start
// index: RescorePass(started_at)
// access: read
MATCH (p:RescorePass)
USING INDEX SEEK p:RescorePass(started_at)
WHERE p.started_at > datetime('0001-01-01T00:00:00Z') AND p.edges > 0
RETURN
  // include: rescore/pass-columns
ORDER BY started_at DESC
LIMIT 1
