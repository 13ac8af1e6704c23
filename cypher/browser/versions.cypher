// The model versions, newest first within each model. A version without a number is not real: its row has not arrived yet.
MATCH (v:ModelVersion)
RETURN v.model_id AS model, v.version_number AS version, v.id AS id, v.parent_version_id AS parent, v.quality_score AS quality,
  v.trained_by AS trained_by, v.promoted_at AS promoted_at
ORDER BY model, version DESC
