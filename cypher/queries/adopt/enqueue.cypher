// Puts the edges of some types that stand at some places of the store into the outbox, each part in a transaction of its own, and tells of
// the versions that they stand under.
//
// parameters:
//   $edge_types: list<string> = ['CtD', 'DaG']
//   $parts: list<map> = [{prefix: '5:x:', first: 0, last: 1999}]  -- element ids that begin so and end with a number of first to last
//   $at: instant = '2026-01-01T00:00:00Z'
// columns:
//   version: string
//   first: string  -- the smallest id of the edges that stand under it
// order: none
// edges: by element id
// access: write
UNWIND $parts AS part
CALL (part) {
  UNWIND range(part.first, part.last) AS place
  WITH part.prefix + toString(place) AS element_id
  // The second condition is always true, as in adopt/look.
  MATCH (source)-[r]->(target)
  WHERE elementId(r) = element_id AND coalesce(r.edge_id, '') IS NOT NULL
  WITH r, type(r) AS edge_type
  WHERE edge_type IN $edge_types AND r.edge_id IS :: STRING NOT NULL
  WITH edge_type, collect(r) AS edges
  CREATE (:Outbox {id: randomUUID(), edge_type: edge_type, edge_ids: [r IN edges | r.edge_id],
    element_ids: [r IN edges | elementId(r)], delta_ids: [], created_at: datetime($at)})
  WITH edges
  UNWIND edges AS r
  WITH coalesce(r.rescored_by_artifact_id, r.source_artifact_id) AS version, min(r.edge_id) AS first
  WHERE version IS :: STRING NOT NULL
  RETURN version, first
} IN 2 CONCURRENT TRANSACTIONS OF 1 ROW
RETURN version, min(first) AS first
