// Which edges wait for the Senate? Repeat the inner MATCH for each of your types, joined by UNION ALL.
CALL () {
  MATCH (source)-[r:KG_EDGE]->(target)
  USING INDEX SEEK r:KG_EDGE(senate_review_flag, edge_id)
  WHERE r.senate_review_flag = true AND r.edge_id > ''
  RETURN source, r, target
}
RETURN source, r, target
LIMIT 100
