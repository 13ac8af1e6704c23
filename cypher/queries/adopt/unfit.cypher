// Which relationships of a type hold what an edge cannot?
//
// parameters:
//   $property: string? = null  -- the property that becomes the edge_id of those that have none
// columns:
//   source: string?  -- the key of its source
//   target: string?  -- the key of its target
//   reason: string
// order: none; 20 at most
// edges: each type
// scan: adopting reads the whole graph once
// access: read
MATCH (source)-[r:KG_EDGE]->(target)
WITH source, r, target, coalesce(toStringOrNull(r.edge_id), CASE WHEN $property IS NOT NULL THEN toStringOrNull(r[$property]) END) AS text
// include: edges/unfit
WITH source, target, reason
WHERE reason IS NOT NULL
RETURN toStringOrNull(source.id) AS source, toStringOrNull(target.id) AS target, reason
LIMIT 20
