// What happened to an edge's confidence, from the first change on?
//
// parameters:
//   $edge_id: string = 'lr_v1:625f5f386dc21e9b'
// columns:
//   id: string
//   at: instant
//   generation: integer  -- counts the edges that had this id one after another, from 1
//   class: string
//   old_confidence: float
//   new_confidence: float
//   pass_id: string
//   promotion_id: string?
//   parent_id: string?  -- the version before
//   child_id: string?  -- the version that the edge stands under since
// order: seq, in which the changes were made
// index: RescoreDelta(edge_id, seq), RescorePass(id)
// access: read
MATCH (d:RescoreDelta {edge_id: $edge_id})
USING INDEX SEEK d:RescoreDelta(edge_id, seq)
WHERE d.seq > 0
OPTIONAL MATCH (p:RescorePass {id: d.pass_id})
RETURN d.id AS id, d.at AS at, d.generation AS generation, d.class AS class, d.old_confidence AS old_confidence, d.new_confidence AS new_confidence,
  d.pass_id AS pass_id, p.promotion_id AS promotion_id, p.parent_id AS parent_id, d.child_id AS child_id
ORDER BY d.seq
