// Which indexes of relationships can be used now?
//
// columns:
//   edge_type: string  -- the relationship type
//   properties: list<string>
//   unique: boolean  -- a constraint owns it
// access: read
SHOW INDEXES YIELD entityType, labelsOrTypes, properties, state, owningConstraint
WHERE entityType = 'RELATIONSHIP' AND size(labelsOrTypes) = 1 AND size(properties) > 0 AND state = 'ONLINE'
RETURN labelsOrTypes[0] AS edge_type, properties, owningConstraint IS NOT NULL AS unique
