// How many relationships of some types have no edge_id that is a text?
//
// columns:
//   edge_type: string
//   without: integer  -- have none
//   unfit: integer  -- have one that is empty, or no text
// order: none; types of which every relationship has one are left out
// edges: every type
// scan: only the index's absence tells of them
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  WHERE NOT coalesce(r.edge_id > '', false)
  RETURN type(r) AS edge_type, count(CASE WHEN r.edge_id IS NULL THEN 1 END) AS without, count(r.edge_id) AS unfit
}
RETURN edge_type, without, unfit
