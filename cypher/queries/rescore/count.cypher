// How many edges stand under each of these versions?
//
// parameters:
//   $versions: list<string> = ['lr_v1']
// columns:
//   version: string
//   edges: integer
// order: as given
// index: (source_artifact_id, edge_id) and (rescored_by_artifact_id, edge_id) of each type
// edges: every type
// access: read
UNWIND $versions AS version
CALL (version) {
  CALL (version) {
    MATCH ()-[r:KG_EDGE]->()
    USING INDEX SEEK r:KG_EDGE(source_artifact_id, edge_id)
    WHERE r.source_artifact_id = version AND r.edge_id > '' AND r.rescored_by_artifact_id IS NULL
    RETURN count(r) AS n
    UNION ALL
    MATCH ()-[r:KG_EDGE]->()
    USING INDEX SEEK r:KG_EDGE(rescored_by_artifact_id, edge_id)
    WHERE r.rescored_by_artifact_id = version AND r.edge_id > ''
    RETURN count(r) AS n
  }
  RETURN sum(n) AS edges
}
RETURN version, edges
