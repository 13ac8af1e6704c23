// Gives an edge's deltas their sequence: what came after what is decided by it, never by a clock. Deltas that were written before take
// it from their instants. Every statement may be applied again.
CREATE INDEX rescore_delta_sequence IF NOT EXISTS FOR (n:RescoreDelta) ON (n.edge_id, n.seq);
DROP INDEX rescore_delta_edge IF EXISTS;
MATCH (d:RescoreDelta) WHERE d.seq IS NULL
WITH d ORDER BY d.edge_id, d.at, d.id
WITH d.edge_id AS edge_id, collect(d) AS deltas
CALL (deltas) {
  UNWIND range(0, size(deltas) - 1) AS i
  WITH deltas[i] AS d, i + 1 AS seq
  OPTIONAL MATCH (p:RescorePass {id: d.pass_id})
  SET d.seq = seq, d.generation = 1, d.child_id = p.child_id, d.was_flagged = false
} IN TRANSACTIONS OF 10000 ROWS;
MATCH (p:RescorePass) WHERE p.journaled IS NULL
SET p.journaled = true;
