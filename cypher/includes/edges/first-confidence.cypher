// The confidence that the edge with the id of `row` had before its first delta: `first`, null when it has none.
CALL (row) {
  OPTIONAL MATCH (d:RescoreDelta {edge_id: row.edge_id})
  USING INDEX SEEK d:RescoreDelta(edge_id)
  RETURN d.old_confidence AS first
  ORDER BY d.at, d.id
  LIMIT 1
}
