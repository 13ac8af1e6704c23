// Which types have an adoption that was begun and has not ended?
//
// columns:
//   name: string  -- the relationship type
// order: none
// scan: one node a type that is being adopted
// access: read
MATCH (a:Adoption)
RETURN DISTINCT a.edge_type AS name
