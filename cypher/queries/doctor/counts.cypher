// How many relationships are there of the registered types, with and without an edge_id?
//
// columns:
//   edges: integer  -- several rows, to be added up
// order: none
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  RETURN count(r) AS edges
}
RETURN edges
