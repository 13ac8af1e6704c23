// Which edge ids does a type have twice?
//
// columns:
//   edge_id: string
//   edges: list<string>  -- two of the edges, by the keys of their end nodes
// order: edge_id; 20 at most
// edges: each type
// scan: asked once, when the type's constraint could not be made
// access: read
MATCH (source)-[r:KG_EDGE]->(target)
WITH r.edge_id AS edge_id, count(r) AS n, min(elementId(r)) AS first, max(elementId(r)) AS last
WHERE n > 1
WITH edge_id, first, last
ORDER BY edge_id
LIMIT 20
MATCH (source)-[r:KG_EDGE]->(target)
WHERE elementId(r) IN [first, last]
WITH edge_id, '(' + coalesce(toStringOrNull(source.id), '?') + ')-[' + type(r) + ']->(' + coalesce(toStringOrNull(target.id), '?') + ')' AS edge
RETURN edge_id, collect(edge) AS edges
ORDER BY edge_id
