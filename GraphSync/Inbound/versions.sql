-- Model versions whose artifact exists, as the graph keeps them. Text is read no further than it takes to see that it is too long
-- (@key), or than it is shown (@text). An instant that nobody can hold comes as text in a column bad_….
SELECT v.artifact_id AS id, left(v.model_id, @key) AS model_id, v.version_number, left(v.parent_version_id, @key) AS parent_version_id,
       left(v.trained_by, @key) AS trained_by, left(v.eval_dataset_artifact_id, @key) AS eval_dataset_artifact_id,
       left(v.benchmark_id, @key) AS benchmark_id, left(v.scorer, @key) AS scorer, a.quality_score::double precision AS quality_score,
       left(a.title, @text) AS title, bridge_instant(v.promoted_at) AS promoted_at, bridge_instant(v.created_at) AS created_at,
       CASE WHEN bridge_instant(v.promoted_at) IS NULL THEN v.promoted_at::text END AS bad_promoted_at,
       CASE WHEN bridge_instant(v.created_at) IS NULL THEN v.created_at::text END AS bad_created_at
FROM model_versions v
JOIN artifacts a ON a.id = v.artifact_id
WHERE v.artifact_id = ANY(@ids)
