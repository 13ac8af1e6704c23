// Whether the edge `r` holds what only the rules of files can judge, or is to be given something: a value that is not of its column's own
// type, a version that is not real, a text that PostgreSQL may refuse; with $inputs, any inference_input. `reason` says why it cannot be an
// edge, if so; `is_real`, whether the version that it names is.
(reason IS NOT NULL OR $inputs AND r.inference_input IS NOT NULL OR NOT coalesce(r.inference_input IS :: STRING, false)
  OR NOT coalesce(r.created_at IS :: ZONED DATETIME, false)
  OR NOT coalesce(datetime('0001-01-02') < r.created_at < datetime('9999-12-30'), true)
  OR NOT coalesce(r.model_version IS :: INTEGER, false) OR NOT coalesce(r.evidence IS :: STRING | LIST<STRING NOT NULL>, false)
  OR any(value IN [r.edge_id, r.source_artifact_id, r.model_id, r.run_id, toStringOrNull(r.evidence)] WHERE value IS NOT NULL
    AND NOT coalesce(value IS :: STRING AND value <> '' AND NOT value CONTAINS '\u0000', false))
  OR r.source_artifact_id IS NOT NULL AND (coalesce(toBooleanOrNull(r.provenance_unknown), false) OR NOT is_real)
  OR $attributes AND r.source_artifact_id IS NULL AND r.source_version IS NULL
  OR any(name IN keys($maps) WHERE r[name] IS NULL AND r[$maps[name]] IS NOT NULL))
