// How do existing edges compare with rows that carry their ids? Each row is held against what its edge was first given.
// The lists run in parallel, as in edges/create.cypher.
//
// parameters:
//   $edge_ids: list<string> = ['example:1']
//   $confidences: list<float?> = [0.5]
//   $source_artifact_ids: list<string?> = ['lr_v1']
//   $source_versions: list<integer?> = [1]
//   $provenance_unknowns: list<boolean?> = []
//   $inference_inputs: list<string?> = []
//   $model_ids: list<string?> = []
//   $model_versions: list<integer?> = []
//   $run_ids: list<string?> = []
//   $evidences: list<string?> = []
//   $created_ats: list<instant?> = []  -- null: not compared
//   $properties: list<map?> = []  -- only those given are compared
// columns:
//   index: integer  -- the row's place in the lists
//   edge_type: string
//   source_id: string?  -- the source's key
//   target_id: string?  -- the target's key
//   curated: boolean  -- no model is behind it
//   differs: string?  -- the first property that is not what the row gives; null when all are
// order: index
// index: KG_EDGE(edge_id), RescoreDelta(edge_id)
// edges: every type
// access: read
UNWIND range(0, size($edge_ids) - 1) AS i
CALL (i) {
  MATCH (source)-[r:KG_EDGE {edge_id: $edge_ids[i]}]->(target)
  USING INDEX SEEK r:KG_EDGE(edge_id)
  RETURN r, source, target
}
CALL (i) {
  OPTIONAL MATCH (d:RescoreDelta {edge_id: $edge_ids[i]})
  RETURN d.old_confidence AS first
  ORDER BY d.at, d.id
  LIMIT 1
}
WITH i, r, source, target,
  // Backfill has filled in what the edge was not given.
  r.attribution_method IS NOT NULL AS attributed, [
    ['confidence', coalesce(first, r.confidence), $confidences[i]],
    ['inference_input', r.inference_input, $inference_inputs[i]],
    ['model_id', r.model_id, $model_ids[i]],
    ['model_version', r.model_version, $model_versions[i]],
    ['run_id', r.run_id, $run_ids[i]],
    ['evidence', r.evidence, $evidences[i]],
    ['created_at', CASE WHEN $created_ats[i] IS NOT NULL THEN r.created_at END, datetime($created_ats[i])]
  ] AS pairs
WITH i, r, source, target, pairs + [
    ['source_artifact_id', CASE WHEN NOT attributed THEN r.source_artifact_id END, $source_artifact_ids[i]],
    ['source_version', CASE WHEN NOT attributed THEN r.source_version END, $source_versions[i]],
    ['provenance_unknown', attributed OR coalesce(r.provenance_unknown, false), coalesce($provenance_unknowns[i], false)]
  ] + [key IN keys(coalesce($properties[i], {})) | [key, r[key], $properties[i][key]]] AS pairs
RETURN i AS index, type(r) AS edge_type, toStringOrNull(source.id) AS source_id, toStringOrNull(target.id) AS target_id,
  r.source_artifact_id IS NULL AND r.source_version IS NULL AND coalesce(r.provenance_unknown, false) = false
    AND r.run_id IS NULL AND r.model_id IS NULL
    AND NOT coalesce(toStringOrNull(r.evidence) =~ '(?s).*\\bmodel:\\S+?@v[0-9]+.*', false) AS curated,
  head([pair IN pairs WHERE NOT coalesce(pair[1] = pair[2], pair[1] IS NULL AND pair[2] IS NULL) | pair[0]]) AS differs
ORDER BY index
