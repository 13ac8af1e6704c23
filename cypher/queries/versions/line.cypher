// Which versions has a model, those whose numbers are nearest to a given one?
//
// parameters:
//   $model: string = 'lr'
//   $number: integer = 2  -- the version in the middle
//   $limit: integer = 12  -- rows at most
// columns:
//   id: string  -- the version's artifact id
//   version_number: integer
//   parent_version_id: string?
//   promoted_at: instant?
// order: version_number
// index: ModelVersion(model_id)
// access: read
MATCH (v:ModelVersion {model_id: $model})
WHERE v.version_number IS NOT NULL
WITH v ORDER BY abs(v.version_number - $number), v.version_number LIMIT $limit
RETURN v.id AS id, v.version_number AS version_number, v.parent_version_id AS parent_version_id, v.promoted_at AS promoted_at
ORDER BY version_number
