// Which edges rose most in a pass?
//
// parameters:
//   $pass: string = 'p1#1'
//   $limit: integer = 20  -- rows at most
//   $skip: integer = 0  -- rows left out at the start
// columns:
//   edge_id: string
//   edge_type: string?
//   old_confidence: float
//   new_confidence: float
//   delta: float
//   class: string
// order: delta, the largest first, then edge_id
// index: RescoreDelta(pass_id)
// access: read
MATCH (d:RescoreDelta {pass_id: $pass})
USING INDEX SEEK d:RescoreDelta(pass_id)
WHERE d.delta > 0 AND
  // include: rescore/is-of-rescoring
RETURN d.edge_id AS edge_id, d.edge_type AS edge_type, d.old_confidence AS old_confidence, d.new_confidence AS new_confidence,
  d.delta AS delta, d.class AS class
ORDER BY delta DESC, edge_id
SKIP $skip LIMIT $limit
