// Where does an edge stand now?
//
// parameters:
//   $edge_id: string = 'lr_v1:625f5f386dc21e9b'
// columns:
//   edge_type: string
//   source: string?
//   target: string?
//   confidence: float?
//   source_artifact_id: string?
//   source_version: integer?
//   provenance_unknown: boolean
//   senate_review_flag: boolean
//   rescored_by_artifact_id: string?
//   rescored_version: integer?
//   created_at: string?  -- ISO 8601
//   senate_pinned: boolean  -- later passes leave the confidence as it is
//   attribution_method: string?  -- how backfill found the version
//   inference_input: string?  -- JSON text
// order: edge_type; more than one row is a duplicate edge id
// index: edge_id of each type
// edges: every type
// access: read
CALL () {
  MATCH (source)-[r:KG_EDGE]->(target)
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id = $edge_id
  RETURN source, r, target
}
RETURN type(r) AS edge_type, toStringOrNull(source.id) AS source, toStringOrNull(target.id) AS target,
  toFloatOrNull(r.confidence) AS confidence, toStringOrNull(r.source_artifact_id) AS source_artifact_id,
  toIntegerOrNull(r.source_version) AS source_version, coalesce(toBooleanOrNull(r.provenance_unknown), false) AS provenance_unknown,
  coalesce(toBooleanOrNull(r.senate_review_flag), false) AS senate_review_flag,
  toStringOrNull(r.rescored_by_artifact_id) AS rescored_by_artifact_id, toIntegerOrNull(r.rescored_version) AS rescored_version,
  toStringOrNull(r.created_at) AS created_at, coalesce(toBooleanOrNull(r.senate_pinned), false) AS senate_pinned,
  toStringOrNull(r.attribution_method) AS attribution_method, toStringOrNull(r.inference_input) AS inference_input
ORDER BY edge_type
