-- The versions that tool calls name in their outputs, where they name one. An output that is no object names none. What one names that is
-- larger than @json bytes nobody knows: it comes without a name.
SELECT DISTINCT t.id::text AS "Id",
       left(o.data ->> 'source_artifact_id', @key) AS "SourceArtifactId",
       (o.data ->> 'source_version')::bigint AS "SourceVersion"
FROM tool_calls t
CROSS JOIN LATERAL (SELECT CASE WHEN pg_column_size(t.outputs) <= @json THEN t.outputs END AS data) o
WHERE t.id = ANY(@ids)
  AND (o.data IS NULL AND t.outputs IS NOT NULL
    OR o.data ->> 'source_artifact_id' IS NOT NULL
       AND CASE WHEN o.data ->> 'source_version' ~ '^[0-9]{1,18}$' THEN true ELSE false END)
