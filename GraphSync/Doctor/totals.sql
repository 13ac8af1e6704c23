-- What kg_edges adds up to, by type: as cypher/queries/doctor/totals adds up the graph.
SELECT coalesce(relation, '') AS "EdgeType",
       count(*) AS "Edges",
       coalesce(sum(CASE WHEN confidence BETWEEN 0 AND 1
           THEN floor(confidence * 1e9::double precision)::bigint END), 0)::bigint AS "Billionths",
       count(source_artifact_id) AS "Attributed",
       coalesce(sum(source_version), 0)::bigint AS "SourceVersions",
       count(*) FILTER (WHERE provenance_unknown) AS "Unknown",
       coalesce(sum(rescored_version), 0)::bigint AS "RescoredVersions",
       count(*) FILTER (WHERE senate_review_flag) AS "Flagged"
FROM kg_edges
GROUP BY 1
