// How many relationships of a type have no edge_id that is a text?
//
// columns:
//   without: integer  -- have none
//   unfit: integer  -- have one that is empty, or no text
// edges: each type
// scan: only the index's absence tells of them
// access: read
MATCH ()-[r:KG_EDGE]->()
WHERE NOT coalesce(r.edge_id > '', false)
RETURN count(CASE WHEN r.edge_id IS NULL THEN 1 END) AS without, count(r.edge_id) AS unfit
