// Which edges did a pass, and what was decided about it, change?
//
// parameters:
//   $pass: string = 'p1#1'
//   $after: string = ''  -- the last edge_id seen
//   $limit: integer = 1000  -- edges at most
// columns:
//   edge_id: string
// order: edge_id
// index: RescoreDelta(pass_id); a pass has some 10,000 deltas
// access: read
MATCH (d:RescoreDelta {pass_id: $pass})
USING INDEX SEEK d:RescoreDelta(pass_id)
WHERE d.edge_id > $after
WITH DISTINCT d.edge_id AS edge_id
RETURN edge_id
ORDER BY edge_id
LIMIT $limit
