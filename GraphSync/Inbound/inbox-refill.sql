-- Enqueues every row of the tables named in @tables that the triggers would have enqueued. Nothing leaves the server. As in the triggers,
-- columns are taken by format(): whoever runs this, a migrating role above all, runs no cast or operator of a table's owner.
INSERT INTO bridge_inbox (source_table, row_id)
SELECT 'artifacts', pg_catalog.format('%s', id) FROM artifacts
WHERE pg_catalog.format('%s', artifact_type) <> 'kg_edge' AND 'artifacts' = ANY (@tables)
UNION ALL
SELECT 'datasets', pg_catalog.format('%s', id) FROM datasets WHERE 'datasets' = ANY (@tables)
UNION ALL
SELECT 'model_versions', pg_catalog.format('%s', artifact_id) FROM model_versions WHERE 'model_versions' = ANY (@tables)
UNION ALL
SELECT 'world_model_improvements', pg_catalog.format('%s', id) FROM world_model_improvements
WHERE pg_catalog.format('%s', event_type) IN ('model_version_promoted', 'edge_economic_event')
  AND 'world_model_improvements' = ANY (@tables)
