// Attributes edges that are not attributed yet, or says that their provenance is unknown, and puts them into the outbox.
// The lists run in parallel: element i of each is about edge i.
//
// parameters:
//   $edge_ids: list<string> = ['example:1']  -- of this type, sorted
//   $version_ids: list<string?> = ['lr_v1']  -- null: unknown
//   $version_numbers: list<integer?> = [1]
//   $methods: list<string?> = ['model_version']  -- run, model_version, model_date or evidence
//   $edge_type: string = 'CtD'
//   $at: instant = '2026-01-01T00:00:00Z'
// columns:
//   written: integer
//   conflicts: list<string>  -- edges that somebody has attributed meanwhile
// index: KG_EDGE(edge_id)
// edges: each type
// access: write
UNWIND range(0, size($edge_ids) - 1) AS i
MATCH ()-[r:KG_EDGE {edge_id: $edge_ids[i]}]->()
USING INDEX SEEK r:KG_EDGE(edge_id)
// The lock comes first: whoever attributes the edge meanwhile is seen.
SET r.edge_id = r.edge_id
WITH r, i
WHERE r.source_artifact_id IS NULL
SET r += {source_artifact_id: $version_ids[i], source_version: $version_numbers[i],
  attribution_method: $methods[i], provenance_unknown: $version_ids[i] IS NULL}
WITH collect(r.edge_id) AS written, collect(elementId(r)) AS element_ids
FOREACH (_ IN CASE WHEN size(written) > 0 THEN [0] ELSE [] END |
  CREATE (:Outbox {id: randomUUID(), edge_type: $edge_type, edge_ids: written, element_ids: element_ids, delta_ids: [],
    created_at: datetime($at)}))
RETURN size(written) AS written,
  CASE WHEN size(written) = size($edge_ids) THEN [] ELSE [id IN $edge_ids WHERE NOT id IN written] END AS conflicts
