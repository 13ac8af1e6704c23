// The flagged edge `r` from `source` to `target` as FlaggedEdgeRow: with its latest large decrease.
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
  d.delta AS delta, d.at AS at, coalesce(d.id IN [latest.id, latest.reinstates_id] AND r.confidence = d.new_confidence, false) AS is_latest,
  coalesce(d.awaits, false) AS awaits
