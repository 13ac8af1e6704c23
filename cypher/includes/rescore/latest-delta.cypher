// The last delta of the edge `r`: `last_seq` is its number, 0 where there is none; `latest` is null where it belongs to an earlier edge
// that had the same id. An edge that was rescored says so itself.
CALL (r) {
  OPTIONAL MATCH (d:RescoreDelta {edge_id: r.edge_id})
  USING INDEX SEEK d:RescoreDelta(edge_id, seq)
  WHERE d.seq > 0
  WITH d ORDER BY d.edge_id DESC, d.seq DESC LIMIT 1
  RETURN coalesce(d.seq, 0) AS last_seq, coalesce(d.generation, 0) AS last_generation,
    CASE WHEN r.rescored_by_artifact_id IS NOT NULL AND d.edge_type = type(r) THEN d END AS latest
}
