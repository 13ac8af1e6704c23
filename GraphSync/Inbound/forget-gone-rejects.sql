-- Rows that were put aside and are gone since: nothing enqueues a deletion. CASE, so that each is looked up by its key.
DELETE FROM bridge_inbox_rejects r
WHERE CASE WHEN r.source_table = 'world_model_improvements'
    THEN NOT EXISTS (SELECT FROM world_model_improvements w WHERE w.id = r.row_id)
    ELSE NOT EXISTS (SELECT FROM model_versions v JOIN artifacts a ON a.id = v.artifact_id WHERE v.artifact_id = r.row_id) END
