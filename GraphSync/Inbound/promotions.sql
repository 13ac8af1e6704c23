-- Promotions by id, oldest first. Text is read no further than it takes to see that it is too long (@key), and metadata larger than
-- @json bytes not at all. An instant that nobody can hold comes as text.
SELECT w.id AS "Id",
       left(m.data ->> 'parent_artifact_id', @key) AS "Parent",
       left(m.data ->> 'child_artifact_id', @key) AS "NamedChild",
       left(w.target_artifact_id, @key) AS "Target",
       bridge_instant(w.detected_at) AS "DetectedAt",
       CASE WHEN bridge_instant(w.detected_at) IS NULL THEN w.detected_at::text END AS "BadDetectedAt",
       pg_column_size(w.detection_metadata) AS "MetadataBytes"
FROM world_model_improvements w
CROSS JOIN LATERAL (SELECT CASE WHEN pg_column_size(w.detection_metadata) <= @json THEN w.detection_metadata END AS data) m
WHERE w.id = ANY(@ids) AND w.event_type = 'model_version_promoted'
ORDER BY w.detected_at, w.id COLLATE "C"
