// Which edge types are registered?
//
// columns:
//   name: string  -- the relationship type
// order: name
// scan: one node a type, 200 at most
// access: read
MATCH (t:EdgeType)
RETURN t.name AS name
ORDER BY name
