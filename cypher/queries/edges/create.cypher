// Creates edges, whatever their types, and puts them into the outbox; a row whose endpoint is missing is left out. In the same
// transaction edges/lock-ids.cypher comes before, then a look for edges that have the ids already: nothing else is checked here.
// edges/insert.cypher is for clients who bring unchecked rows.
// The lists run in parallel: element i of each is about edge i. A list may be empty when no edge has a value.
//
// parameters:
//   $edge_ids: list<string> = ['example:1']  -- each once; no edge has one of them
//   $relations: list<string> = ['CtD']  -- registered relationship types
//   $source_ids: list<string> = ['Compound::DB00014']
//   $target_ids: list<string> = ['Disease::DOID:10283']
//   $confidences: list<float?> = [0.5]  -- 0 to 1
//   $source_artifact_ids: list<string?> = ['lr_v1']  -- real model versions
//   $source_versions: list<integer?> = [1]
//   $provenance_unknowns: list<boolean?> = []
//   $inference_inputs: list<string?> = []  -- JSON text
//   $model_ids: list<string?> = []
//   $model_versions: list<integer?> = []
//   $run_ids: list<string?> = []
//   $evidences: list<string?> = []
//   $created_ats: list<instant?> = []  -- null: now
//   $senate_review_flags: list<boolean?> = []  -- this and the next three for edges that come from another store
//   $rescored_by_artifact_ids: list<string?> = []
//   $rescored_versions: list<integer?> = []
//   $rescored_ats: list<instant?> = []
//   $properties: list<map?> = []  -- further properties
//   $now: instant = '2026-01-01T00:00:00Z'
// columns:
//   created: integer  -- how many edges were created
//   indexes: list<integer>  -- which, in no order; empty when all were
// index: KgNode(id)
// access: write
WITH datetime($now) AS now
UNWIND range(0, size($edge_ids) - 1) AS i
MATCH (source:KgNode {id: $source_ids[i]})
MATCH (target:KgNode {id: $target_ids[i]})
CREATE (source)-[r:$($relations[i]) {
  edge_id: $edge_ids[i],
  confidence: $confidences[i],
  source_artifact_id: $source_artifact_ids[i],
  source_version: $source_versions[i],
  provenance_unknown: $provenance_unknowns[i],
  inference_input: $inference_inputs[i],
  model_id: $model_ids[i],
  model_version: $model_versions[i],
  run_id: $run_ids[i],
  evidence: $evidences[i],
  senate_review_flag: $senate_review_flags[i],
  rescored_by_artifact_id: $rescored_by_artifact_ids[i],
  rescored_version: $rescored_versions[i],
  rescored_at: datetime($rescored_ats[i]),
  created_at: coalesce(datetime($created_ats[i]), now)
}]->(target)
SET r += coalesce($properties[i], {})
WITH now, $relations[i] AS edge_type, collect($edge_ids[i]) AS edge_ids, collect(elementId(r)) AS element_ids,
  collect(i) AS indexes
CREATE (:Outbox {id: randomUUID(), edge_type: edge_type, edge_ids: edge_ids, element_ids: element_ids, delta_ids: [], created_at: now})
WITH sum(size(indexes)) AS created, collect(indexes) AS groups
RETURN created, CASE WHEN created = size($edge_ids) THEN [] ELSE reduce(all = [], group IN groups | all + group) END AS indexes
