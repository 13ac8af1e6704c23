// Which edge of a type has this id?
//
// parameters:
//   $edge_id: string = 'example:1'
// columns:
//   edge: string  -- its type, by the keys of its end nodes
// index: KG_EDGE(edge_id)
// edges: each type
// access: read
MATCH (source)-[r:KG_EDGE {edge_id: $edge_id}]->(target)
USING INDEX SEEK r:KG_EDGE(edge_id)
RETURN '(' + coalesce(toStringOrNull(source.id), '?') + ')-[' + type(r) + ']->(' + coalesce(toStringOrNull(target.id), '?') + ')' AS edge
