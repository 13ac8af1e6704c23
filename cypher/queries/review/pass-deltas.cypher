// What did a pass do?
//
// parameters:
//   $pass: string = 'p1#1'
//   $after: string = ''  -- the last delta id seen
//   $limit: integer = 2000  -- rows at most
// columns:
//   id: string
//   edge_id: string
//   edge_type: string
//   old_confidence: float
//   new_confidence: float
// order: id
// index: RescoreDelta(pass_id)
// access: read
MATCH (d:RescoreDelta {pass_id: $pass})
USING INDEX SEEK d:RescoreDelta(pass_id)
WHERE d.id > $after AND
  // include: rescore/is-of-rescoring
RETURN d.id AS id, d.edge_id AS edge_id, d.edge_type AS edge_type, d.old_confidence AS old_confidence, d.new_confidence AS new_confidence
ORDER BY id
LIMIT $limit
