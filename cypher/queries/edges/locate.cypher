// Where are these edges? Those that are gone are left out.
//
// parameters:
//   $edge_ids: list<string> = ['example:1']
// columns:
//   edge_type: string
//   edge_id: string
//   element_id: string
// order: none
// index: KG_EDGE(edge_id)
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id IN $edge_ids
  RETURN r
}
RETURN type(r) AS edge_type, r.edge_id AS edge_id, elementId(r) AS element_id
