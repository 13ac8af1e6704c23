// Which model versions are real, and since when is each in use?
//
// columns:
//   id: string  -- the version's artifact id
//   model_id: string
//   version_number: integer
//   since: instant?  -- its promotion, else its creation
// order: none
// scan: trails may lead to any version
// access: read
MATCH (v:ModelVersion)
WHERE v.version_number IS NOT NULL
RETURN v.id AS id, v.model_id AS model_id, v.version_number AS version_number, coalesce(v.promoted_at, v.created_at) AS since
