// Why the relationship `r` from `source` to `target`, whose id is or will be `text`, cannot be an edge: `reason`, null when it can.
WITH source, r, target, text, toStringOrNull(r.source_artifact_id) AS given_by, toStringOrNull(r.rescored_by_artifact_id) AS rescored_by
WITH source, r, target,
  // include: edges/is-too-long
  AS too_long,
  // include: edges/is-too-long text=given_by
  AS source_too_long,
  // include: edges/is-too-long text=rescored_by
  AS rescorer_too_long
WITH source, r, target,
  CASE
    WHEN r.edge_id IS NOT NULL AND NOT coalesce(r.edge_id IS :: STRING NOT NULL, false) THEN 'edge_id is not text'
    WHEN r.edge_id = '' THEN 'edge_id is empty'
    WHEN too_long THEN 'edge_id is longer than 2000 bytes'
    WHEN rescorer_too_long THEN 'rescored_by_artifact_id is longer than 2000 bytes'
    WHEN source_too_long THEN 'source_artifact_id is longer than 2000 bytes'
    WHEN r.confidence IS NOT NULL AND NOT coalesce(r.confidence IS :: INTEGER | FLOAT, false) THEN 'confidence is not a number'
    WHEN r.confidence IS NOT NULL AND NOT
      // include: edges/is-in-range edge=r
      THEN 'confidence is not between 0 and 1'
    WHEN (r.source_artifact_id IS NULL) <> (r.source_version IS NULL) THEN 'source_artifact_id and source_version do not come together'
    WHEN NOT coalesce(r.source_artifact_id IS :: STRING, false) THEN 'source_artifact_id is not text'
    WHEN NOT coalesce(r.rescored_by_artifact_id IS :: STRING, false) THEN 'rescored_by_artifact_id is not text'
    WHEN NOT coalesce(r.source_version IS :: INTEGER, false) THEN 'source_version is not an integer'
    WHEN NOT coalesce(r.provenance_unknown IS :: BOOLEAN, false) THEN 'provenance_unknown is not a boolean'
    WHEN r.confidence IS NULL AND
      // include: edges/is-model-derived edge=r
      THEN 'a model made it, and it has no confidence'
  END AS reason
