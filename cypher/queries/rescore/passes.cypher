// Which passes ran last?
//
// parameters:
//   $statuses: list<string> = ['running', 'completed']
//   $limit: integer = 1
// columns:
//   id: string
//   promotion_id: string
//   parent_id: string
//   child_id: string
//   status: string  -- running, completed or failed
//   started_at: instant
//   scorer: string
//   at_most: integer  -- edges that the pass may take
//   first_edge_id: string  -- it takes edges beyond this edge_id
//   last_edge_id: string  -- and up to this one
//   large_decrease_threshold: float
//   stable_band: float
//   edges: integer  -- rescored so far
//   large_decrease: integer
//   moderate: integer
//   stable: integer
//   increase: integer
//   flagged: integer
// order: started_at, latest first
// index: RescorePass(started_at)
// access: read
MATCH (p:RescorePass)
WHERE p.started_at > datetime('0001-01-01T00:00:00Z') AND p.status IN $statuses
RETURN p.id AS id, p.promotion_id AS promotion_id, p.parent_id AS parent_id, p.child_id AS child_id, p.status AS status,
  p.started_at AS started_at, p.scorer AS scorer, p.at_most AS at_most, p.first_edge_id AS first_edge_id,
  p.last_edge_id AS last_edge_id, p.large_decrease_threshold AS large_decrease_threshold, p.stable_band AS stable_band,
  p.edges AS edges, p.large_decrease AS large_decrease, p.moderate AS moderate, p.stable AS stable,
  p.increase AS increase, p.flagged AS flagged
ORDER BY p.started_at DESC
LIMIT $limit
