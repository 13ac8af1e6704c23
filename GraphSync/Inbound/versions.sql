-- Model versions whose artifact exists, as the graph keeps them. An instant that nobody can hold comes as text in a column bad_….
SELECT v.artifact_id AS id, v.model_id, v.version_number, v.parent_version_id, v.trained_by, v.eval_dataset_artifact_id,
       v.benchmark_id, v.scorer, a.quality_score::double precision AS quality_score, a.title,
       CASE WHEN v.promoted_at >= '0001-01-01 00:00Z' AND v.promoted_at < '10000-01-01 00:00Z' THEN v.promoted_at END AS promoted_at,
       CASE WHEN v.created_at >= '0001-01-01 00:00Z' AND v.created_at < '10000-01-01 00:00Z' THEN v.created_at END AS created_at,
       CASE WHEN v.promoted_at < '0001-01-01 00:00Z' OR v.promoted_at >= '10000-01-01 00:00Z' THEN v.promoted_at::text END AS bad_promoted_at,
       CASE WHEN v.created_at < '0001-01-01 00:00Z' OR v.created_at >= '10000-01-01 00:00Z' THEN v.created_at::text END AS bad_created_at
FROM model_versions v
JOIN artifacts a ON a.id = v.artifact_id
WHERE v.artifact_id = ANY(@ids)
