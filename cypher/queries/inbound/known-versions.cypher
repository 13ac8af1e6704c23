// Which of these versions are real, and what is known of them?
//
// parameters:
//   $ids: list<string> = ['lr_v1', 'lr_v2']  -- artifact ids
// columns:
//   id: string  -- the version's artifact id
//   model_id: string
//   version_number: integer
//   scorer: string?  -- null for the fallback
//   quality_score: float?
// index: ModelVersion(id)
// access: read
UNWIND $ids AS id
MATCH (v:ModelVersion {id: id})
WHERE v.version_number IS :: INTEGER NOT NULL AND v.model_id IS :: STRING NOT NULL
RETURN v.id AS id, v.model_id AS model_id, v.version_number AS version_number,
  CASE WHEN v.scorer IS :: STRING THEN v.scorer END AS scorer, toFloatOrNull(v.quality_score) AS quality_score
