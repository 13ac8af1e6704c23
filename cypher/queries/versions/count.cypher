// How many model versions are there?
//
// parameters:
//   $limit: integer = 100001  -- counted at most
// columns:
//   versions: integer
// order: one row
// index: ModelVersion(model_id)
// access: read
MATCH (v:ModelVersion)
WHERE v.model_id > '' AND v.version_number IS NOT NULL
WITH v LIMIT $limit
RETURN count(v) AS versions
