// Which edges of a version have the highest confidence now? Its edges are those attributed to it and those that stand under it.
//
// parameters:
//   $version: string = 'lr_v2'  -- the version's artifact id
//   $at_least: float = 0.0  -- edges with less confidence, or without a number, are left out
//   $limit: integer = 20  -- edges at most
// columns:
//   edge_ids: list<string>  -- both lists are parallel
//   element_ids: list<string>
//   least: float?  -- the smallest confidence among them; null for none
// order: in the lists by confidence, highest first, then by edge_id
// index: (source_artifact_id, confidence) and (rescored_by_artifact_id, confidence) of each type
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(source_artifact_id, confidence)
  WHERE r.source_artifact_id = $version AND r.confidence >= $at_least AND r.edge_id > ''
  WITH r ORDER BY r.source_artifact_id DESC, r.confidence DESC, r.edge_id LIMIT $limit
  RETURN collect(r) AS top
  UNION ALL
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(rescored_by_artifact_id, confidence)
  WHERE r.rescored_by_artifact_id = $version AND r.confidence >= $at_least AND r.edge_id > ''
    AND coalesce(r.source_artifact_id, '') <> $version
  WITH r ORDER BY r.rescored_by_artifact_id DESC, r.confidence DESC, r.edge_id LIMIT $limit
  RETURN collect(r) AS top
}
UNWIND top AS r
WITH r ORDER BY r.confidence DESC, r.edge_id LIMIT $limit
RETURN collect(r.edge_id) AS edge_ids, collect(elementId(r)) AS element_ids, min(r.confidence) AS least
