// What do the edges of each type add up to? Confidences are added as whole billionths, so that PostgreSQL comes to the same sum in
// whatever order it adds.
//
// columns:
//   edge_type: string
//   edges: integer
//   billionths: integer  -- of confidence
//   attributed: integer  -- edges with a source_artifact_id
//   source_versions: integer  -- added up
//   unknown: integer  -- edges whose provenance is unknown
//   rescored_versions: integer  -- added up
//   flagged: integer
// order: edge_type
// index: edge_id of each type
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id > ''
  WITH type(r) AS edge_type, CASE WHEN r.confidence IS :: INTEGER | FLOAT THEN toFloat(r.confidence) END AS confidence, r
  RETURN edge_type, count(r) AS edges,
    sum(CASE WHEN 0 <= confidence <= 1 THEN toInteger(floor(confidence * 1e9)) ELSE 0 END) AS billionths,
    count(r.source_artifact_id) AS attributed, sum(coalesce(toIntegerOrNull(r.source_version), 0)) AS source_versions,
    sum(CASE WHEN toBooleanOrNull(r.provenance_unknown) THEN 1 ELSE 0 END) AS unknown,
    sum(coalesce(toIntegerOrNull(r.rescored_version), 0)) AS rescored_versions,
    sum(CASE WHEN toBooleanOrNull(r.senate_review_flag) THEN 1 ELSE 0 END) AS flagged
}
RETURN edge_type, edges, billionths, attributed, source_versions, unknown, rescored_versions, flagged
ORDER BY edge_type
