// How many edges wait for review?
//
// columns:
//   flagged: integer
// index: senate_review_flag of each type
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(senate_review_flag)
  WHERE r.senate_review_flag = true
  RETURN count(r) AS n
}
RETURN sum(n) AS flagged
