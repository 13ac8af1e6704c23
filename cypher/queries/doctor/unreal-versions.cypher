// Which edges name a model version that is not real, by its number or at all? Edges whose provenance is unknown name none.
//
// columns:
//   edge_type: string
//   edges: integer
//   first: string  -- the smallest edge_id among them
//   last: string  -- the greatest
// order: edge_type
// index: edge_id of each type, ModelVersion(id)
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id > '' AND (
    (r.source_artifact_id IS NOT NULL OR r.source_version IS NOT NULL) AND NOT coalesce(toBooleanOrNull(r.provenance_unknown), false)
    AND NOT EXISTS {
      MATCH (m:ModelVersion {id: r.source_artifact_id})
      USING INDEX SEEK m:ModelVersion(id)
      WHERE m.version_number = r.source_version
    }
    OR (r.rescored_by_artifact_id IS NOT NULL OR r.rescored_version IS NOT NULL)
    AND NOT EXISTS {
      MATCH (m:ModelVersion {id: r.rescored_by_artifact_id})
      USING INDEX SEEK m:ModelVersion(id)
      WHERE m.version_number = r.rescored_version
    })
  RETURN type(r) AS edge_type, count(r) AS edges, min(r.edge_id) AS first, max(r.edge_id) AS last
}
RETURN edge_type, edges, first, last
ORDER BY edge_type
