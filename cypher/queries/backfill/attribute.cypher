// Attributes edges that are not attributed yet, or says that their provenance is unknown, and puts them into the outbox.
// The lists run in parallel: element i of each is about edge i. An edge that is no longer where it was found is left alone.
//
// parameters:
//   $edge_ids: list<string> = ['example:1']
//   $element_ids: list<string> = ['5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0']  -- where each stood when it was found
//   $version_ids: list<string?> = ['lr_v1']  -- null: unknown
//   $version_numbers: list<integer?> = [1]
//   $methods: list<string?> = ['model_version']  -- run, model_version, model_date or evidence
//   $at: instant = '2026-01-01T00:00:00Z'
// columns:
//   left_alone: list<integer>  -- the places of edges that somebody has attributed meanwhile, and of those that are elsewhere
// edges: by element id
// access: write
UNWIND range(0, size($edge_ids) - 1) AS i
MATCH ()-[r]->()
WHERE elementId(r) = $element_ids[i] AND r.edge_id = $edge_ids[i]
// The lock comes first: whoever attributes the edge meanwhile is seen.
SET r.edge_id = r.edge_id
WITH r, i
WHERE r.edge_id = $edge_ids[i] AND r.source_artifact_id IS NULL
SET r += {source_artifact_id: $version_ids[i], source_version: $version_numbers[i],
  attribution_method: $methods[i], provenance_unknown: $version_ids[i] IS NULL}
WITH type(r) AS edge_type, collect(r.edge_id) AS edge_ids, collect(elementId(r)) AS element_ids, collect(i) AS written
CREATE (:Outbox {id: randomUUID(), edge_type: edge_type, edge_ids: edge_ids, element_ids: element_ids, delta_ids: [],
  created_at: datetime($at)})
WITH reduce(all = [], of_type IN collect(written) | all + of_type) AS written
RETURN CASE WHEN size(written) = size($edge_ids) THEN [] ELSE [i IN range(0, size($edge_ids) - 1) WHERE NOT i IN written] END AS left_alone
