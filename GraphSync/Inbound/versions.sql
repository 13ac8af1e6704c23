-- Model versions whose artifact exists, as the graph keeps them.
SELECT v.artifact_id AS id, v.model_id, v.version_number, v.parent_version_id, v.trained_by, v.eval_dataset_artifact_id,
       v.benchmark_id, v.scorer, v.promoted_at, v.created_at, a.quality_score::double precision AS quality_score, a.title
FROM model_versions v
JOIN artifacts a ON a.id = v.artifact_id
WHERE v.artifact_id = ANY(@ids)
