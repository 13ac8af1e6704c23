// How many edges stand under each of these versions?
//
// parameters:
//   $versions: list<string> = ['lr_v1']
// columns:
//   version: string
//   edges: integer
// order: none; versions under which no edge stands are left out
// index: (source_artifact_id, edge_id) and (rescored_by_artifact_id, edge_id) of each type
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(source_artifact_id, edge_id)
  WHERE r.source_artifact_id IN $versions AND r.edge_id > '' AND r.rescored_by_artifact_id IS NULL
  RETURN r.source_artifact_id AS version, count(r) AS n
  UNION ALL
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(rescored_by_artifact_id, edge_id)
  WHERE r.rescored_by_artifact_id IN $versions AND r.edge_id > ''
  RETURN r.rescored_by_artifact_id AS version, count(r) AS n
}
RETURN version, sum(n) AS edges
