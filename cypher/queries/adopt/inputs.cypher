// What were the models given that made the next edges of a type?
//
// parameters:
//   $after: string = ''  -- edge ids after this one
//   $limit: integer = 1000
// columns:
//   edge_id: string  -- of edges that have an inference_input
//   input: string?  -- null when it is not text
// order: edge_id
// index: KG_EDGE(edge_id)
// edges: each type
// access: read
MATCH ()-[r:KG_EDGE]->()
USING INDEX SEEK r:KG_EDGE(edge_id)
WHERE r.edge_id > $after
WITH r
ORDER BY r.edge_id
WITH r
WHERE r.inference_input IS NOT NULL
WITH r
LIMIT $limit
RETURN r.edge_id AS edge_id, CASE WHEN r.inference_input IS :: STRING THEN r.inference_input END AS input
ORDER BY edge_id
