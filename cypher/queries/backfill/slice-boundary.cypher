// Where does the next slice of the edges of some types end?
//
// parameters:
//   $after: string = ''  -- where the slice before ends
//   $size: integer = 10000  -- edges a slice
// columns:
//   last: string?  -- the slice's last edge id; null after the last slice
//   edges: integer  -- how many it has
// index: KG_EDGE(edge_id)
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id > $after
  WITH r.edge_id AS edge_id
  ORDER BY edge_id
  LIMIT $size
  RETURN edge_id
}
WITH edge_id
ORDER BY edge_id
LIMIT $size
RETURN max(edge_id) AS last, count(*) AS edges
