// Which model version produced an edge? No row when there is no such edge.
//
// parameters:
//   $edge_id: string = 'lr_v1:0a1b2c'  -- of any registered type
// columns:
//   source_artifact_id: string?  -- id of the version; null for a curated edge and where it is not known
//   provenance_unknown: boolean  -- a model produced the edge, and nobody knows which
// order: none
// index: edge_id of each type
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE {edge_id: $edge_id}]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  RETURN r.source_artifact_id AS source_artifact_id, coalesce(r.provenance_unknown, false) AS provenance_unknown
}
RETURN source_artifact_id, provenance_unknown
