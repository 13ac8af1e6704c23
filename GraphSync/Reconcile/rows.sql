-- Rows of kg_edges, all or those of some edges, in the order of code points, in which Neo4j sorts: the column's own collation may be
-- another. What the mirror has written into the artifacts that stand for edges must be what their rows say.
SELECT k.id AS "Id", k.source_id AS "SourceId", k.source_type AS "SourceType", k.relation AS "Relation", k.target_id AS "TargetId",
    k.target_type AS "TargetType", k.confidence AS "Confidence", k.source_artifact_id AS "SourceArtifactId",
    k.source_version AS "SourceVersion", k.provenance_unknown AS "ProvenanceUnknown", k.senate_review_flag AS "SenateReviewFlag",
    k.inference_input::text AS "InferenceInput", k.rescored_by_artifact_id AS "RescoredByArtifactId",
    k.rescored_version AS "RescoredVersion", timestamptz_send(k.rescored_at) AS "RescoredAt", timestamptz_send(k.created_at) AS "CreatedAt",
    a.id IS NULL OR (a.source_artifact_id, a.source_version, a.provenance_unknown, a.senate_review_flag)
        IS NOT DISTINCT FROM (k.source_artifact_id, k.source_version, k.provenance_unknown, k.senate_review_flag) AS "ArtifactAgrees"
FROM kg_edges k
LEFT JOIN artifacts a ON a.id = k.id AND a.artifact_type = 'kg_edge'
WHERE @ids::text[] IS NULL OR k.id = ANY (@ids)
ORDER BY k.id COLLATE "C"
