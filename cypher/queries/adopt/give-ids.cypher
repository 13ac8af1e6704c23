// Gives an edge_id to relationships of some types that have none: the value of a property where there is one, else a random one.
// Runs on after a failure where it stopped.
//
// parameters:
//   $property: string? = null  -- the property to copy
//   $rows: integer = 10000  -- relationships a transaction
// edges: each type
// scan: adopting reads the whole graph once
// access: write
MATCH ()-[r:KG_EDGE]->()
WHERE r.edge_id IS NULL
CALL (r) {
  // The lock comes first: an id that others give meanwhile stays.
  SET r.graphprovenance_lock = true
  REMOVE r.graphprovenance_lock
  WITH r
  WHERE r['edge_id'] IS NULL
  WITH r, CASE WHEN $property IS NOT NULL THEN toStringOrNull(r[$property]) END AS given
  CALL (given) {
    // As edges/lock-ids.cypher says. Nobody else gives a random id.
    WITH given WHERE given <> ''
    CREATE (lock:EdgeIdLock {edge_id: given})
    DELETE lock
  }
  SET r.edge_id = CASE WHEN given <> '' THEN given ELSE randomUUID() END
} IN 2 CONCURRENT TRANSACTIONS OF $rows ROWS
