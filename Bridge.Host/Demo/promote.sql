-- A promotion, as the graph's keepers would insert it.
INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata, detected_at)
VALUES (@id, 'model_version_promoted', @child,
    jsonb_build_object('parent_artifact_id', @parent, 'child_artifact_id', @child, 'eval_runner', 'rui'), @detectedAt)
