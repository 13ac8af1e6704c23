// How many edges wait for review?
//
// parameters:
//   $limit: integer = 100001  -- counted at most
// columns:
//   flagged: integer
// order: one row
// index: (senate_review_flag, edge_id) of each type
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(senate_review_flag, edge_id)
  WHERE r.senate_review_flag = true AND r.edge_id > ''
  RETURN r
}
WITH r LIMIT $limit
RETURN count(r) AS flagged
