-- The eval runs of versions' own promotions, and who ran them. A version that is promoted over itself has not been evaluated by that.
SELECT w.id AS "Id",
       v.id AS "VersionId",
       w.detection_metadata ->> 'eval_runner' AS "Owner"
FROM world_model_improvements w
CROSS JOIN LATERAL (SELECT coalesce(w.detection_metadata ->> 'child_artifact_id', w.target_artifact_id) AS id) v
WHERE w.event_type = 'model_version_promoted'
  AND v.id = ANY(@ids)
  AND nullif(w.detection_metadata ->> 'eval_runner', '') IS NOT NULL
  AND w.detection_metadata ->> 'parent_artifact_id' IS DISTINCT FROM v.id
ORDER BY w.id COLLATE "C"
