// Which relationship types does the graph know, registered or not?
//
// columns:
//   name: string  -- one that has no relationships any more may be among them
// order: name
// access: read
CALL db.relationshipTypes() YIELD relationshipType
RETURN relationshipType AS name
ORDER BY name
