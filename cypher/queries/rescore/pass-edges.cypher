// Which edges has a pass that runs taken?
//
// parameters:
//   $pass: string = 'p1#1'
// columns:
//   edge_set: list<integer>?  -- hashes of their edge_ids; null when it has ended
// order: one row at most
// index: RescorePass(id)
// access: read
MATCH (p:RescorePass {id: $pass})
RETURN p.edge_set AS edge_set
