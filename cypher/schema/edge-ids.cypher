// What edges/lock-ids.cypher locks an edge's id by. No such node outlives the transaction that makes it.
CREATE CONSTRAINT edge_id_lock IF NOT EXISTS FOR (n:EdgeIdLock) REQUIRE n.edge_id IS UNIQUE;
