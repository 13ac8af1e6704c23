// Does this edge wait for the Senate, and what was done to it?
//
// parameters:
//   $edge_id: string = 'lr_v1:625f5f386dc21e9b'
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
// order: edge_type; more than one row is a duplicate edge id
// index: edge_id of each type, RescoreDelta(edge_id, seq), RescorePass(id)
// edges: every type
// access: read
CALL () {
  MATCH (source)-[r:KG_EDGE {edge_id: $edge_id}]->(target)
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.senate_review_flag = true
  RETURN source, r, target
}
// include: review/flagged-edge
ORDER BY edge_type
