// Where are these edges? Those that are gone are left out.
//
// parameters:
//   $edge_ids: list<string> = ['example:1']  -- of this type
// columns:
//   edge_id: string
//   element_id: string
// order: none
// index: edge_id of the type
// edges: each type
// access: read
UNWIND $edge_ids AS edge_id
MATCH ()-[r:KG_EDGE {edge_id: edge_id}]->()
USING INDEX SEEK r:KG_EDGE(edge_id)
RETURN edge_id, elementId(r) AS element_id
