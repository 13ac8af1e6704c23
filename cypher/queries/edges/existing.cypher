// How do existing edges compare with rows that carry their ids? Each row is held against what its edge was first given. An edge that is
// no longer where it was found is left out.
// The lists run in parallel, as in edges/create.cypher.
//
// parameters:
//   $edge_ids: list<string> = ['example:1']
//   $element_ids: list<string> = ['5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0']  -- where each stood when it was found
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
// index: RescoreDelta(edge_id, seq)
// edges: by element id
// access: read
UNWIND range(0, size($edge_ids) - 1) AS i
WITH i, {
  edge_id: $edge_ids[i], confidence: $confidences[i], source_artifact_id: $source_artifact_ids[i], source_version: $source_versions[i],
  inference_input: $inference_inputs[i], model_id: $model_ids[i], model_version: $model_versions[i], run_id: $run_ids[i],
  evidence: $evidences[i], created_at: $created_ats[i], properties: $properties[i]
} AS row
MATCH (source)-[r]->(target)
WHERE elementId(r) = $element_ids[i] AND r.edge_id = $edge_ids[i]
// include: edges/first-confidence
WITH i, row, r, source, target, first, coalesce($provenance_unknowns[i], false) AS unknown
RETURN i AS index, type(r) AS edge_type, toStringOrNull(source.id) AS source_id, toStringOrNull(target.id) AS target_id,
  NOT
  // include: edges/is-model-derived edge=r
  AS curated,
  // include: edges/first-difference
  AS differs
ORDER BY index
