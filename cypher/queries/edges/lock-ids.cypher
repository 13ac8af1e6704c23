// Locks the ids of edges until the transaction ends: two transactions never give one id to edges at once, whatever the edges' types. A
// constraint on relationships is of one type; so each id becomes a node under a constraint, which locks it, and the node is deleted
// at once.
//
// parameters:
//   $edge_ids: list<string> = ['example:1']  -- each once
// columns:
//   edge_types: integer  -- how many are registered: who knows of fewer has not looked everywhere
// access: write
UNWIND $edge_ids AS edge_id
// In the order of ids, so that of two transactions with the same ids only one waits.
WITH edge_id ORDER BY edge_id
CREATE (lock:EdgeIdLock {edge_id: edge_id})
DELETE lock
WITH count(*) AS ids
RETURN COUNT { (:EdgeType) } AS edge_types
