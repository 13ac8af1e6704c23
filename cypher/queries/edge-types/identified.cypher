// How many relationships of a type that is not registered have an edge_id?
//
// columns:
//   edges: integer
//   first: string?  -- the smallest edge_id; null for none
// order: one row
// edges: each type
// scan: such a type has no index
// access: read
MATCH ()-[r:KG_EDGE]->()
RETURN sum(CASE WHEN r.edge_id IS NULL THEN 0 ELSE 1 END) AS edges, min(toStringOrNull(r.edge_id)) AS first
