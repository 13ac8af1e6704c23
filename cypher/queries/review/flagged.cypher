// Which edges wait for the Senate, and what was done to them?
//
// parameters:
//   $limit: integer = 100  -- rows at most
//   $after: string = ''  -- the last edge_id seen
//   $up_to: string = '\U0010FFFF'  -- the last edge_id wanted
// columns:
//   edge_id: string
//   edge_type: string
//   source: string?  -- the endpoints' names, else keys
//   target: string?
//   confidence: float?  -- at present
//   delta_id: string?  -- the edge's latest large decrease; null when somebody set the flag by hand
//   promotion_id: string?
//   pass_id: string?
//   old_confidence: float?
//   new_confidence: float?
//   delta: float?
//   at: instant?
//   is_latest: boolean  -- nothing has changed the edge since that decrease, so that it can be undone
//   awaits: boolean  -- that decrease stands in the queue
// order: edge_id
// index: (senate_review_flag, edge_id) of each type, RescoreDelta(edge_id, seq), RescorePass(id)
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(senate_review_flag, edge_id)
  WHERE r.senate_review_flag = true AND r.edge_id > $after AND r.edge_id <= $up_to
  WITH r ORDER BY r.senate_review_flag, r.edge_id LIMIT $limit
  RETURN collect(r) AS some
}
UNWIND some AS r
WITH startNode(r) AS source, r, endNode(r) AS target ORDER BY r.edge_id LIMIT $limit
// include: review/flagged-edge
ORDER BY edge_id
