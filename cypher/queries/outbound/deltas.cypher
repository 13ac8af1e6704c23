// What did rescoring and review do, by delta id?
//
// parameters:
//   $delta_ids: list<string> = ['d1']
// columns:
//   id: string
//   edge_id: string
//   pass_id: string?
//   promotion_id: string?
//   parent_id: string?
//   child_id: string?
//   scorer: string?
//   old_confidence: float?
//   new_confidence: float?
//   delta: float?
//   class: string?
//   at: instant?
// index: RescoreDelta(id), RescorePass(id)
// access: read
UNWIND $delta_ids AS id
MATCH (d:RescoreDelta {id: id})
OPTIONAL MATCH (p:RescorePass {id: d.pass_id})
RETURN d.id AS id, d.edge_id AS edge_id, d.pass_id AS pass_id, p.promotion_id AS promotion_id, p.parent_id AS parent_id,
  p.child_id AS child_id, p.scorer AS scorer, d.old_confidence AS old_confidence, d.new_confidence AS new_confidence,
  d.delta AS delta, d.class AS class, d.at AS at
