-- Promotions by id, oldest first.
SELECT w.id AS "Id",
       w.detection_metadata ->> 'parent_artifact_id' AS "Parent",
       w.detection_metadata ->> 'child_artifact_id' AS "NamedChild",
       w.target_artifact_id AS "Target",
       w.detected_at AS "DetectedAt"
FROM world_model_improvements w
WHERE w.id = ANY(@ids) AND w.event_type = 'model_version_promoted'
ORDER BY w.detected_at, w.id COLLATE "C"
