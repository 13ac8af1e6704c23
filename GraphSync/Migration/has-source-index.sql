-- Whether an index on kg_edges starts with source_artifact_id.
SELECT EXISTS (
    SELECT FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
      AND c.relname = 'kg_edges' AND a.attname = 'source_artifact_id' AND i.indisvalid AND i.indpred IS NULL)
