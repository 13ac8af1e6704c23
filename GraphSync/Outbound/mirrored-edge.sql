-- An edge's row, and why the mirror has put its present state aside, if it has.
SELECT k.relation AS "Relation", k.confidence AS "Confidence", k.source_artifact_id AS "SourceArtifactId",
    k.rescored_by_artifact_id AS "RescoredByArtifactId", k.senate_review_flag AS "SenateReviewFlag", k.updated_at AS "UpdatedAt",
    (SELECT min(r.reason) FROM mirror_rejects r WHERE r.kind = 'edge' AND md5(r.row_id) = md5(@id) AND r.row_id = @id) AS "Reason"
FROM (SELECT 1) one
LEFT JOIN kg_edges k ON k.id = @id
