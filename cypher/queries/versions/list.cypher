// Which model versions are there?
//
// parameters:
//   $limit: integer = 200  -- rows at most
//   $skip: integer = 0  -- rows left out at the start
// columns:
//   id: string  -- the version's artifact id
//   model_id: string
//   version_number: integer
//   title: string?
//   parent_version_id: string?
//   trained_by: string?
//   quality_score: float?
//   promoted_at: instant?
// order: model_id, version_number, latest first
// index: ModelVersion(model_id)
// access: read
MATCH (v:ModelVersion)
WHERE v.model_id > '' AND v.version_number IS NOT NULL
WITH v ORDER BY v.model_id, v.version_number DESC SKIP $skip LIMIT $limit
RETURN v.id AS id, v.model_id AS model_id, v.version_number AS version_number, v.title AS title,
  v.parent_version_id AS parent_version_id, v.trained_by AS trained_by, toFloatOrNull(v.quality_score) AS quality_score,
  v.promoted_at AS promoted_at
ORDER BY model_id, version_number DESC
