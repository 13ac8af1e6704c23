-- Each delta is one event, whose id derives from its content: a replay changes nothing.
INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata, detected_at)
SELECT id, 'model_rescore', edge_id,
    jsonb_build_object('old_confidence', old_confidence, 'new_confidence', new_confidence, 'delta', delta, 'class', class,
        'parent_artifact_id', parent_id, 'child_artifact_id', child_id, 'pass_id', pass_id, 'promotion_id', promotion_id, 'scorer', scorer),
    at
FROM bridge_stage_deltas
ON CONFLICT (id) DO NOTHING;

-- What was put aside and has been mended since.
DELETE FROM mirror_rejects r USING bridge_stage_deltas s
WHERE r.kind = 'delta' AND md5(r.row_id) = md5(s.id) AND md5(r.relation) = md5('') AND r.row_id = s.id
