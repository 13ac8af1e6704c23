-- The present state of the staged edges, into kg_edges and into the artifacts that stand for edges. Rows that say the same stay untouched.
INSERT INTO kg_edges AS k (id, source_id, source_type, relation, target_id, target_type, confidence, source_artifact_id, source_version,
    provenance_unknown, senate_review_flag, inference_input, rescored_by_artifact_id, rescored_version, rescored_at, created_at, updated_at)
SELECT id, source_id, source_type, relation, target_id, target_type, confidence, source_artifact_id, source_version,
    provenance_unknown, senate_review_flag, inference_input::jsonb, rescored_by_artifact_id, rescored_version, rescored_at, coalesce(created_at, now()), now()
FROM bridge_stage_edges
ON CONFLICT (id) DO UPDATE SET
    source_id = excluded.source_id, source_type = excluded.source_type, target_id = excluded.target_id, target_type = excluded.target_type,
    confidence = excluded.confidence, source_artifact_id = excluded.source_artifact_id, source_version = excluded.source_version,
    provenance_unknown = excluded.provenance_unknown, senate_review_flag = excluded.senate_review_flag,
    inference_input = excluded.inference_input, rescored_by_artifact_id = excluded.rescored_by_artifact_id,
    rescored_version = excluded.rescored_version, rescored_at = excluded.rescored_at,
    created_at = coalesce(k.created_at, excluded.created_at), updated_at = excluded.updated_at
WHERE (k.source_id, k.source_type, k.target_id, k.target_type, k.confidence, k.source_artifact_id, k.source_version, k.provenance_unknown,
       k.senate_review_flag, k.inference_input, k.rescored_by_artifact_id, k.rescored_version, k.rescored_at)
    IS DISTINCT FROM
      (excluded.source_id, excluded.source_type, excluded.target_id, excluded.target_type, excluded.confidence, excluded.source_artifact_id,
       excluded.source_version, excluded.provenance_unknown, excluded.senate_review_flag, excluded.inference_input,
       excluded.rescored_by_artifact_id, excluded.rescored_version, excluded.rescored_at);

UPDATE artifacts a
SET source_artifact_id = s.source_artifact_id, source_version = s.source_version, provenance_unknown = s.provenance_unknown,
    senate_review_flag = s.senate_review_flag
FROM bridge_stage_edges s
WHERE a.id = s.id AND a.artifact_type = 'kg_edge'
  AND (a.source_artifact_id, a.source_version, a.provenance_unknown, a.senate_review_flag)
      IS DISTINCT FROM (s.source_artifact_id, s.source_version, s.provenance_unknown, s.senate_review_flag);

-- What was put aside and has been mended since.
DELETE FROM mirror_rejects r USING bridge_stage_edges s
WHERE r.kind = 'edge' AND md5(r.row_id) = md5(s.id) AND md5(r.relation) = md5(s.relation) AND r.row_id = s.id;
