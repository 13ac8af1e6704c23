// How many decisions were made about the edge `r`: `last_review`, 0 for none.
CALL (r) {
  OPTIONAL MATCH (v:Review {edge_id: r.edge_id})
  USING INDEX SEEK v:Review(edge_id, seq)
  WHERE v.seq > 0
  RETURN coalesce(max(v.seq), 0) AS last_review
}
