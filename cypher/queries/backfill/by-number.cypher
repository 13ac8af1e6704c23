// Attributes the edges of a slice that carry model_id and model_version, and no run_id, where that decides: most edges of most graphs.
// What the trail leaves open, and all other trails, are for backfill/trails and backfill/attribute.
//
// parameters:
//   $after: string = ''  -- edge ids after this one
//   $last: string = '~'  -- and up to this one
//   $limit: integer = 10000
//   $versions: map = {lr: {`1`: {id: 'lr_v1', number: 1}}}  -- by model and number: the one real version
//   $unattributed: string = 'source_artifact_id'  -- named by a parameter: else the planner reuses the value read before the lock
//   $method: string = 'model_version'
//   $at: instant = '2026-01-01T00:00:00Z'
// columns:
//   version_id: string
//   edges: integer  -- how many were attributed to it
//   first_edge_id: string  -- the smallest of them
// order: none
// index: KG_EDGE(edge_id)
// edges: every type
// access: write
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE $after < r.edge_id <= $last AND r[$unattributed] IS NULL AND r.run_id IS NULL
  WITH r, $versions[toStringOrNull(r.model_id)][toStringOrNull(r.model_version)] AS version
  WHERE version IS NOT NULL
  WITH r, version
  ORDER BY r.edge_id
  LIMIT $limit
  RETURN r, version
}
WITH r, version
ORDER BY r.edge_id
LIMIT $limit
// The lock comes first: whoever attributes the edge meanwhile is seen. This property has no index to be looked after.
SET r.model_id = r.model_id
WITH r, version
WHERE r[$unattributed] IS NULL
SET r += {source_artifact_id: version.id, source_version: version.number, attribution_method: $method, provenance_unknown: false}
WITH type(r) AS edge_type, version.id AS version_id, min(r.edge_id) AS first_edge_id, collect(r.edge_id) AS edge_ids,
  collect(elementId(r)) AS element_ids
CREATE (:Outbox {id: randomUUID(), edge_type: edge_type, edge_ids: edge_ids, element_ids: element_ids, delta_ids: [],
  created_at: datetime($at)})
RETURN version_id, sum(size(edge_ids)) AS edges, min(first_edge_id) AS first_edge_id
