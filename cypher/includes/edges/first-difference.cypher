// The first property in which `row` is not what the edge `r` was first given; null when it repeats that. `first` is the edge's confidence
// before its first delta, `unknown` whether the row's provenance is. What backfill has filled in the edge was not given; an instant or
// a further property that the row leaves out is not compared.
head([pair IN [
    ['confidence', coalesce(first, r.confidence), row.confidence],
    ['inference_input', r.inference_input, row.inference_input],
    ['model_id', r.model_id, row.model_id],
    ['model_version', r.model_version, row.model_version],
    ['run_id', r.run_id, row.run_id],
    ['evidence', r.evidence, row.evidence],
    ['created_at', CASE WHEN row.created_at IS NOT NULL THEN r.created_at END, datetime(row.created_at)],
    ['source_artifact_id', CASE WHEN r.attribution_method IS NULL THEN r.source_artifact_id END, row.source_artifact_id],
    ['source_version', CASE WHEN r.attribution_method IS NULL THEN r.source_version END, row.source_version],
    ['provenance_unknown', r.attribution_method IS NOT NULL OR coalesce(r.provenance_unknown, false), unknown]
  ] + [key IN keys(coalesce(row.properties, {})) | [key, r[key], row.properties[key]]]
  WHERE NOT coalesce(pair[1] = pair[2], pair[1] IS NULL AND pair[2] IS NULL) | pair[0]])
