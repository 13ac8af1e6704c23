-- Enqueues every row of the tables named in @tables that the triggers would have enqueued. Nothing leaves the server.
INSERT INTO bridge_inbox (source_table, row_id)
SELECT 'artifacts', id FROM artifacts
WHERE artifact_type IS DISTINCT FROM 'kg_edge' AND 'artifacts' = ANY (@tables)
UNION ALL
SELECT 'datasets', id FROM datasets WHERE 'datasets' = ANY (@tables)
UNION ALL
SELECT 'model_versions', artifact_id FROM model_versions WHERE 'model_versions' = ANY (@tables)
UNION ALL
SELECT 'world_model_improvements', id FROM world_model_improvements
WHERE event_type IN ('model_version_promoted', 'edge_economic_event') AND 'world_model_improvements' = ANY (@tables)
