-- Promotions by id, oldest first. An instant that nobody can hold comes as text.
SELECT w.id AS "Id",
       w.detection_metadata ->> 'parent_artifact_id' AS "Parent",
       w.detection_metadata ->> 'child_artifact_id' AS "NamedChild",
       w.target_artifact_id AS "Target",
       CASE WHEN w.detected_at >= '0001-01-01 00:00Z' AND w.detected_at < '10000-01-01 00:00Z' THEN w.detected_at END AS "DetectedAt",
       CASE WHEN w.detected_at < '0001-01-01 00:00Z' OR w.detected_at >= '10000-01-01 00:00Z' THEN w.detected_at::text END AS "BadDetectedAt"
FROM world_model_improvements w
WHERE w.id = ANY(@ids) AND w.event_type = 'model_version_promoted'
ORDER BY w.detected_at, w.id COLLATE "C"
