// What has a pass done so far?
//
// parameters:
//   $pass: string = 'p1#1'
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
// order: one row at most
// index: RescorePass(id)
// access: read
MATCH (p:RescorePass {id: $pass})
RETURN
  // include: rescore/pass-columns
