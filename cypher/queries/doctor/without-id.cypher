// How many relationships of a type have no text as edge_id, and which?
//
// columns:
//   edges: integer
//   first: string?  -- one of them, by the keys of its end nodes; null for none
// order: one row
// edges: each type
// scan: asked of types that have such relationships
// access: read
MATCH (source)-[r:KG_EDGE]->(target)
WHERE NOT coalesce(r.edge_id > '', false)
RETURN count(r) AS edges,
  min('(' + coalesce(toStringOrNull(source.id), '?') + ')-[' + type(r) + ']->(' + coalesce(toStringOrNull(target.id), '?') + ')') AS first
