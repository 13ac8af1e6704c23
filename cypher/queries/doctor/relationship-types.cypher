// Which relationship types has the graph, or had once?
//
// columns:
//   name: string
// order: name
// access: read
CALL db.relationshipTypes() YIELD relationshipType
RETURN relationshipType AS name
ORDER BY name
