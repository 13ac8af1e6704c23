// How many relationships of a type are there?
//
// columns:
//   edges: integer
// edges: each type
// access: read
MATCH ()-[r:KG_EDGE]->()
RETURN count(r) AS edges
