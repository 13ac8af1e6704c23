// How many relationships of a type have an edge_id? Of a type that is not registered.
//
// columns:
//   edges: integer
//   first: string?  -- the smallest; null for none
// order: one row
// edges: each type
// scan: a type that is not registered has no index
// access: read
MATCH ()-[r:KG_EDGE]->()
WHERE r.edge_id IS NOT NULL
RETURN count(r) AS edges, min(toStringOrNull(r.edge_id)) AS first
