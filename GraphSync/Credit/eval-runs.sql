-- The eval runs of versions' own promotions, and who ran them. A version that is promoted over itself has not been evaluated by that.
-- Metadata larger than @json bytes is not read: such a promotion is taken for one of its target's, whose run nobody knows.
SELECT left(w.id, @key) AS "Id",
       v.id AS "VersionId",
       left(m.data ->> 'eval_runner', @key) AS "Owner",
       pg_column_size(w.detection_metadata) AS "MetadataBytes"
FROM world_model_improvements w
CROSS JOIN LATERAL (SELECT CASE WHEN pg_column_size(w.detection_metadata) <= @json THEN w.detection_metadata END AS data) m
CROSS JOIN LATERAL (SELECT coalesce(m.data ->> 'child_artifact_id', w.target_artifact_id) AS id) v
WHERE w.event_type = 'model_version_promoted'
  AND v.id = ANY(@ids)
  AND (m.data IS NULL AND w.detection_metadata IS NOT NULL
    OR nullif(m.data ->> 'eval_runner', '') IS NOT NULL AND m.data ->> 'parent_artifact_id' IS DISTINCT FROM v.id)
ORDER BY w.id COLLATE "C"
