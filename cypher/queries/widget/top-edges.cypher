// Which edges of a version have the highest confidence now? Its edges are those attributed to it and those that stand under it.
//
// parameters:
//   $version: string = 'lr_v2'  -- the version's artifact id
//   $limit: integer = 20  -- edges at most
//   $node_label: string = 'KgNode'  -- the label that says nothing of an endpoint's kind
// columns:
//   edge_id: string
//   relation: string  -- the relationship type
//   source: string?  -- the endpoint's key
//   source_name: string?
//   source_kind: string?  -- its kind, else its first other label
//   target: string?
//   target_name: string?
//   target_kind: string?
//   confidence: float?  -- null where the edge has no number
//   made_by: string?  -- source_artifact_id
//   made_by_version: integer?
//   rescored_by: string?  -- null where it was never rescored
//   flagged: boolean  -- it waits for review
//   before: float?  -- the confidence before the last rescoring; null where there was none
//   class: string?  -- what the last rescoring made of it
// order: confidence, highest first, numbers before none; then edge_id
// index: (source_artifact_id, edge_id) and (rescored_by_artifact_id, edge_id) of each type, RescoreDelta(edge_id, seq)
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(source_artifact_id, edge_id)
  WHERE r.source_artifact_id = $version AND r.edge_id > ''
  WITH r, CASE WHEN r.confidence >= -0.0 THEN r.confidence ELSE -1.0 END AS rank
  ORDER BY rank DESC, r.edge_id LIMIT $limit
  RETURN r, rank
  UNION ALL
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(rescored_by_artifact_id, edge_id)
  WHERE r.rescored_by_artifact_id = $version AND r.edge_id > '' AND coalesce(r.source_artifact_id, '') <> $version
  WITH r, CASE WHEN r.confidence >= -0.0 THEN r.confidence ELSE -1.0 END AS rank
  ORDER BY rank DESC, r.edge_id LIMIT $limit
  RETURN r, rank
}
WITH r, rank ORDER BY rank DESC, r.edge_id LIMIT $limit
// include: rescore/latest-delta
WITH r, rank, latest AS d, startNode(r) AS source, endNode(r) AS target
RETURN r.edge_id AS edge_id, type(r) AS relation,
  toStringOrNull(source.id) AS source, toStringOrNull(source.name) AS source_name,
  coalesce(toStringOrNull(source.kind), [label IN labels(source) WHERE label <> $node_label][0]) AS source_kind,
  toStringOrNull(target.id) AS target, toStringOrNull(target.name) AS target_name,
  coalesce(toStringOrNull(target.kind), [label IN labels(target) WHERE label <> $node_label][0]) AS target_kind,
  toFloatOrNull(r.confidence) AS confidence,
  toStringOrNull(r.source_artifact_id) AS made_by, toIntegerOrNull(r.source_version) AS made_by_version,
  toStringOrNull(r.rescored_by_artifact_id) AS rescored_by,
  coalesce(toBooleanOrNull(r.senate_review_flag), false) AS flagged,
  toFloatOrNull(d.old_confidence) AS before, toStringOrNull(d.class) AS class
ORDER BY rank DESC, edge_id
