// The confidence that the edge `r`, which has the id of `row`, had before its first delta: `first`, null when it has none.
CALL (row, r) {
  OPTIONAL MATCH (d:RescoreDelta {edge_id: row.edge_id})
  USING INDEX SEEK d:RescoreDelta(edge_id, seq)
  // Deltas of an earlier edge that had the same id are of an earlier generation; an edge that was rescored says so itself.
  WHERE d.seq > 0 AND r.rescored_by_artifact_id IS NOT NULL
  RETURN d.old_confidence AS first
  ORDER BY d.generation DESC, d.seq
  LIMIT 1
}
