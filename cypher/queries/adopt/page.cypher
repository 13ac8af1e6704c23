// What are the next edge ids of some types?
//
// parameters:
//   $after: string = ''  -- ids after this one
//   $limit: integer = 10000
// columns:
//   edge_ids: list<string>  -- in order; an id that edges of two types have comes twice
// index: KG_EDGE(edge_id)
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id > $after
  WITH r.edge_id AS edge_id ORDER BY edge_id LIMIT $limit
  RETURN edge_id
}
WITH edge_id ORDER BY edge_id LIMIT $limit
RETURN collect(edge_id) AS edge_ids
