// Which range indexes are there, of nodes and of relationships?
//
// columns:
//   name: string
//   entity: string  -- NODE or RELATIONSHIP
//   of: string?  -- the label or the type
//   properties: list<string>
//   unique: boolean  -- whether a constraint stands on it
//   state: string  -- ONLINE, POPULATING or FAILED
// order: name
// access: read
SHOW RANGE INDEXES YIELD name, entityType, labelsOrTypes, properties, owningConstraint, state
RETURN name, entityType AS entity, labelsOrTypes[0] AS of, properties, owningConstraint IS NOT NULL AS unique, state
ORDER BY name
