// What are the next edge ids of a type, and the versions that the edges stand under?
//
// parameters:
//   $after: string = ''  -- ids after this one
//   $limit: integer = 10000
// columns:
//   edge_ids: list<string>  -- in order
//   element_ids: list<string>  -- in parallel: where each edge stands
//   stands: list<string>  -- in parallel; empty text for edges that stand under none
// index: KG_EDGE(edge_id)
// edges: each type
// access: read
MATCH ()-[r:KG_EDGE]->()
USING INDEX SEEK r:KG_EDGE(edge_id)
WHERE r.edge_id > $after
WITH r
ORDER BY r.edge_id
LIMIT $limit
RETURN collect(r.edge_id) AS edge_ids, collect(elementId(r)) AS element_ids,
  collect(coalesce(r.rescored_by_artifact_id, r.source_artifact_id, '')) AS stands
