// What reviewers have decided. `seq` counts an edge's decisions from 1, in the order in which they were made.
CREATE CONSTRAINT review_id IF NOT EXISTS FOR (n:Review) REQUIRE n.id IS UNIQUE;
CREATE INDEX review_edge IF NOT EXISTS FOR (n:Review) ON (n.edge_id, n.seq);
CREATE INDEX review_pin IF NOT EXISTS FOR (n:Review) ON (n.holds_pin, n.edge_id);
CREATE INDEX review_at IF NOT EXISTS FOR (n:Review) ON (n.at);
// Large decreases that wait for review, by their size. Of those from before, the last of each edge waits, unless it was put back.
CREATE INDEX rescore_delta_awaits IF NOT EXISTS FOR (n:RescoreDelta) ON (n.awaits, n.delta, n.edge_id);
MATCH (d:RescoreDelta) WHERE d.class = 'large_decrease' AND d.awaits IS NULL AND NOT EXISTS {
  MATCH (later:RescoreDelta {edge_id: d.edge_id}) WHERE later.seq > d.seq AND later.class IN ['large_decrease', 'restored']
}
CALL (d) { SET d.awaits = true } IN TRANSACTIONS OF 10000 ROWS;
