// What are the next edge ids of some types, and the versions that the edges stand under?
//
// parameters:
//   $after: string = ''  -- ids after this one
//   $limit: integer = 10000
// columns:
//   edge_types: list<string>  -- in the ids' order
//   edge_ids: list<string>  -- in order; an id that edges of two types have comes twice
//   element_ids: list<string>  -- in parallel: where each edge stands
//   stands: list<string>  -- in parallel; empty text for edges that stand under none
// index: KG_EDGE(edge_id)
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id > $after
  WITH r ORDER BY r.edge_id LIMIT $limit
  RETURN r
}
WITH r ORDER BY r.edge_id LIMIT $limit
RETURN collect(type(r)) AS edge_types, collect(r.edge_id) AS edge_ids, collect(elementId(r)) AS element_ids,
  collect(coalesce(r.rescored_by_artifact_id, r.source_artifact_id, '')) AS stands
