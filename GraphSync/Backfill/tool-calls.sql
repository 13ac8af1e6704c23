-- The versions that tool calls name in their outputs, where they name one. An output that is no object names none.
SELECT DISTINCT id::text AS "Id", outputs ->> 'source_artifact_id' AS "SourceArtifactId", (outputs ->> 'source_version')::bigint AS "SourceVersion"
FROM tool_calls
WHERE id = ANY(@ids)
  AND outputs ->> 'source_artifact_id' IS NOT NULL
  AND CASE WHEN outputs ->> 'source_version' ~ '^[0-9]{1,18}$' THEN true ELSE false END
