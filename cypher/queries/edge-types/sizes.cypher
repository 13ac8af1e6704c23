// How many relationships has each type? The store keeps the counts.
//
// columns:
//   edge_type: string
//   edges: integer
// order: none
// access: read
CALL db.stats.retrieve('GRAPH COUNTS') YIELD data
UNWIND data.relationships AS kept
WITH kept
WHERE kept.relationshipType IS NOT NULL AND kept.startLabel IS NULL AND kept.endLabel IS NULL
RETURN kept.relationshipType AS edge_type, kept.count AS edges
