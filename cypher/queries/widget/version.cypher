// What is known of a version, and how many edges has it, as far as they are counted?
// Its edges are those attributed to it and those that stand under it.
//
// parameters:
//   $version: string = 'lr_v2'  -- the version's artifact id
//   $limit: integer = 100001  -- edges counted at most
// columns:
//   model_id: string?  -- null where the version is not real
//   version_number: integer?
//   title: string?
//   parent_version_id: string?
//   trained_by: string?
//   scorer: string?  -- null for the fallback
//   quality_score: float?
//   promoted_at: instant?
//   edges: integer
//   flagged: integer  -- of those counted, the ones that wait for review
// order: one row
// index: ModelVersion(id), (source_artifact_id, edge_id) and (rescored_by_artifact_id, edge_id) of each type
// edges: every type
// access: read
OPTIONAL MATCH (v:ModelVersion {id: $version})
CALL () {
  CALL () {
    MATCH ()-[r:KG_EDGE]->()
    USING INDEX SEEK r:KG_EDGE(source_artifact_id, edge_id)
    WHERE r.source_artifact_id = $version AND r.edge_id > ''
    RETURN r
    UNION ALL
    MATCH ()-[r:KG_EDGE]->()
    USING INDEX SEEK r:KG_EDGE(rescored_by_artifact_id, edge_id)
    WHERE r.rescored_by_artifact_id = $version AND r.edge_id > '' AND coalesce(r.source_artifact_id, '') <> $version
    RETURN r
  }
  WITH r LIMIT $limit
  RETURN count(r) AS edges, count(CASE r.senate_review_flag WHEN true THEN 1 END) AS flagged
}
RETURN v.model_id AS model_id, v.version_number AS version_number, v.title AS title, v.parent_version_id AS parent_version_id,
  v.trained_by AS trained_by, v.scorer AS scorer, toFloatOrNull(v.quality_score) AS quality_score, v.promoted_at AS promoted_at,
  edges, flagged
