// Which edges of a version have no confidence that is a number of 0 or more? Few versions have such edges; of the others all are looked at,
// so ask when there are few.
//
// parameters:
//   $version: string = 'lr_v2'  -- the version's artifact id
//   $limit: integer = 20  -- edges at most
// columns:
//   edge_ids: list<string>  -- both lists are parallel
//   element_ids: list<string>
// order: in the lists by edge_id
// index: (source_artifact_id, edge_id) and (rescored_by_artifact_id, edge_id) of each type
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(source_artifact_id, edge_id)
  WHERE r.source_artifact_id = $version AND r.edge_id > '' AND NOT coalesce(r.confidence >= -0.0, false)
  WITH r ORDER BY r.source_artifact_id, r.edge_id LIMIT $limit
  RETURN collect(r) AS unnumbered
  UNION ALL
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(rescored_by_artifact_id, edge_id)
  WHERE r.rescored_by_artifact_id = $version AND r.edge_id > '' AND coalesce(r.source_artifact_id, '') <> $version
    AND NOT coalesce(r.confidence >= -0.0, false)
  WITH r ORDER BY r.rescored_by_artifact_id, r.edge_id LIMIT $limit
  RETURN collect(r) AS unnumbered
}
UNWIND unnumbered AS r
WITH r ORDER BY r.edge_id LIMIT $limit
RETURN collect(r.edge_id) AS edge_ids, collect(elementId(r)) AS element_ids
