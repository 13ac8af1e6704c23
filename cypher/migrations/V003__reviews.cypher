// What reviewers have decided. `seq` counts an edge's decisions from 1, in the order in which they were made.
CREATE CONSTRAINT review_id IF NOT EXISTS FOR (n:Review) REQUIRE n.id IS UNIQUE;
CREATE INDEX review_edge IF NOT EXISTS FOR (n:Review) ON (n.edge_id, n.seq);
CREATE INDEX review_pin IF NOT EXISTS FOR (n:Review) ON (n.holds_pin, n.edge_id);
CREATE INDEX review_at IF NOT EXISTS FOR (n:Review) ON (n.at);
