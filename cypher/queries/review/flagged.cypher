// Which edges wait for the Senate, and what was done to them?
//
// parameters:
//   $edge_id: string? = null  -- only this edge; null for all
//   $limit: integer = 100  -- rows at most
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
  WHERE r.senate_review_flag = true AND ($edge_id IS NULL OR r.edge_id = $edge_id)
  RETURN source, r, target
}
WITH source, r, target ORDER BY r.edge_id LIMIT $limit
// include: rescore/latest-delta
CALL (r, latest) {
  OPTIONAL MATCH (d:RescoreDelta {edge_id: r.edge_id})
  USING INDEX SEEK d:RescoreDelta(edge_id, seq)
  WHERE d.seq > 0 AND d.generation = latest.generation AND d.class = 'large_decrease'
  RETURN d ORDER BY d.seq DESC LIMIT 1
}
OPTIONAL MATCH (p:RescorePass {id: d.pass_id})
RETURN r.edge_id AS edge_id, type(r) AS edge_type, toStringOrNull(coalesce(source.name, source.id)) AS source,
  toStringOrNull(coalesce(target.name, target.id)) AS target, toFloatOrNull(r.confidence) AS confidence, d.id AS delta_id,
  p.promotion_id AS promotion_id, d.pass_id AS pass_id, d.old_confidence AS old_confidence, d.new_confidence AS new_confidence,
  d.delta AS delta, d.at AS at, coalesce(d.id = latest.id, false) AS is_latest
ORDER BY edge_id
