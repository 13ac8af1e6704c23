-- What reviewers have decided. A decision stays as it was made; whether it was taken back may come later.
INSERT INTO edge_reviews AS e (id, edge_id, relation, seq, decision, pins, reviewer, reason, delta_id, pass_id, promotion_id,
    confidence_before, confidence, undoes, undone_by, decided_at)
SELECT id, edge_id, relation, seq, decision, pins, reviewer, reason, delta_id, pass_id, promotion_id,
    confidence_before, confidence, undoes, undone_by, decided_at
FROM bridge_stage_reviews
ON CONFLICT (id) DO UPDATE SET undone_by = excluded.undone_by
WHERE e.undone_by IS DISTINCT FROM excluded.undone_by;

-- What was put aside and has been mended since.
DELETE FROM mirror_rejects r USING bridge_stage_reviews s
WHERE r.kind = 'review' AND md5(r.row_id) = md5(s.id) AND md5(r.relation) = md5('') AND r.row_id = s.id;
