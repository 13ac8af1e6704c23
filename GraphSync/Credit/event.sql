-- One event that may pay. An instant that nobody can hold comes as text.
SELECT w.id AS "Id",
       w.event_type AS "EventType",
       w.target_artifact_id AS "Target",
       w.detection_metadata ->> 'parent_artifact_id' AS "ParentVersion",
       w.detection_metadata ->> 'child_artifact_id' AS "ChildVersion",
       (w.detection_metadata -> 'credit_pool_utok')::text AS "PoolJson",
       CASE WHEN w.detected_at >= '0001-01-01 00:00Z' AND w.detected_at < '10000-01-01 00:00Z' THEN w.detected_at END AS "DetectedAt",
       CASE WHEN w.detected_at < '0001-01-01 00:00Z' OR w.detected_at >= '10000-01-01 00:00Z' THEN w.detected_at::text END AS "BadDetectedAt"
FROM world_model_improvements w
WHERE w.id = @Id AND w.event_type = @EventType
