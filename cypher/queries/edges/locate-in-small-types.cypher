// Where are these edges, of types with few edges? It reads all of them: with few, that takes less time than to seek many ids in each type.
//
// parameters:
//   $edge_ids: list<string> = ['example:1']
// columns:
//   edge_type: string
//   edge_id: string
//   element_id: string
// order: none
// edges: each type
// scan: the types have few edges
// access: read
MATCH ()-[r:KG_EDGE]->()
USING SCAN r:KG_EDGE
// After the ids have been read, so that no index is sought in for each type.
WITH r, r.edge_id AS edge_id
WHERE edge_id IN $edge_ids
RETURN type(r) AS edge_type, edge_id, elementId(r) AS element_id
