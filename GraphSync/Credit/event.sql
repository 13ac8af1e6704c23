-- One event that may pay. Text is read no further than it takes to see that it is too long (@key, @text), and metadata larger than @json
-- bytes not at all. An instant that nobody can hold comes as text.
SELECT w.id AS "Id",
       w.event_type AS "EventType",
       left(w.target_artifact_id, @key) AS "Target",
       left(m.data ->> 'parent_artifact_id', @key) AS "ParentVersion",
       left(m.data ->> 'child_artifact_id', @key) AS "ChildVersion",
       left((m.data -> 'credit_pool_utok')::text, @text) AS "PoolJson",
       bridge_instant(w.detected_at) AS "DetectedAt",
       CASE WHEN bridge_instant(w.detected_at) IS NULL THEN w.detected_at::text END AS "BadDetectedAt",
       pg_column_size(w.detection_metadata) AS "MetadataBytes"
FROM world_model_improvements w
CROSS JOIN LATERAL (SELECT CASE WHEN pg_column_size(w.detection_metadata) <= @json THEN w.detection_metadata END AS data) m
WHERE w.id = @Id AND w.event_type = @EventType
