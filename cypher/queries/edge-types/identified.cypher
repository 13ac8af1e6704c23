// How many relationships of a type that is not registered have an edge_id?
//
// columns:
//   edges: integer
// edges: each type
// scan: such a type has no index
// access: read
MATCH ()-[r:KG_EDGE]->()
WHERE r.edge_id IS NOT NULL
RETURN count(r) AS edges
