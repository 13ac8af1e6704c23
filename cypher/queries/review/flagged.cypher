// Which edges wait for the Senate, and what was done to them?
//
// parameters:
//   $limit: integer = 100  -- rows at most
//   $after: string = ''  -- the last edge_id seen
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
// order: edge_id
// index: senate_review_flag of each type, RescoreDelta(edge_id, seq), RescorePass(id)
// edges: every type
// access: read
CALL () {
  MATCH (source)-[r:KG_EDGE]->(target)
  USING INDEX SEEK r:KG_EDGE(senate_review_flag)
  WHERE r.senate_review_flag = true AND r.edge_id > $after
  WITH source, r, target ORDER BY r.edge_id LIMIT $limit
  RETURN source, r, target
}
WITH source, r, target ORDER BY r.edge_id LIMIT $limit
// include: review/flagged-edge
ORDER BY edge_id
