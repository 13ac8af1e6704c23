// Which edges has a version, beyond an edge_id? Its edges are those attributed to it and those that stand under it.
//
// parameters:
//   $version: string = 'lr_v2'  -- the version's artifact id
//   $after: string = ''  -- the last edge_id seen
//   $limit: integer = 1000  -- edges at most
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
//   confidence: float?
//   source_artifact_id: string?
//   source_version: integer?
//   rescored_by_artifact_id: string?
//   rescored_version: integer?
//   rescored_at: instant?
//   senate_review_flag: boolean
//   inference_input: string?  -- JSON text
//   confidence_before: float?  -- before the last rescoring
//   class: string?  -- what the last rescoring made of it
//   created_at: string?  -- ISO 8601
// order: edge_id
// index: (source_artifact_id, edge_id) and (rescored_by_artifact_id, edge_id) of each type, RescoreDelta(edge_id, seq)
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(source_artifact_id, edge_id)
  WHERE r.source_artifact_id = $version AND r.edge_id > $after
  WITH r ORDER BY r.source_artifact_id, r.edge_id LIMIT $limit
  RETURN r
  UNION ALL
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(rescored_by_artifact_id, edge_id)
  WHERE r.rescored_by_artifact_id = $version AND r.edge_id > $after AND coalesce(r.source_artifact_id, '') <> $version
  WITH r ORDER BY r.rescored_by_artifact_id, r.edge_id LIMIT $limit
  RETURN r
}
WITH r ORDER BY r.edge_id LIMIT $limit
// include: rescore/latest-delta
WITH r, latest AS d
// include: snapshot/columns
