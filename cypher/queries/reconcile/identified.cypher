// How many relationships of each registered type have an edge_id that is a text?
//
// columns:
//   edge_type: string
//   edges: integer
// order: none; types of which none has one are left out
// index: edge_id of each type
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id > ''
  RETURN type(r) AS edge_type, count(r) AS edges
}
RETURN edge_type, edges
