// What did rescoring and review do, by delta id?
//
// parameters:
//   $delta_ids: list<string> = ['d1']
// columns:
//   pass_id: string?  -- one row a pass; what is null here or in a list, somebody has changed by hand
//   promotion_id: string?
//   parent_id: string?
//   child_id: string?
//   scorer: string?
//   ids: list<string>  -- all lists are parallel
//   edge_ids: list<string?>
//   old_confidences: list<float?>
//   new_confidences: list<float?>
//   classes: list<string?>
//   instants: list<string?>  -- ISO 8601
// index: RescoreDelta(id), RescorePass(id)
// access: read
UNWIND $delta_ids AS id
MATCH (d:RescoreDelta {id: id})
WITH d.pass_id AS pass_id, collect(d) AS deltas
OPTIONAL MATCH (p:RescorePass {id: pass_id})
RETURN toStringOrNull(pass_id) AS pass_id, toStringOrNull(p.promotion_id) AS promotion_id, toStringOrNull(p.parent_id) AS parent_id,
  toStringOrNull(p.child_id) AS child_id, toStringOrNull(p.scorer) AS scorer,
  [d IN deltas | d.id] AS ids, [d IN deltas | toStringOrNull(d.edge_id)] AS edge_ids,
  [d IN deltas | toFloatOrNull(d.old_confidence)] AS old_confidences, [d IN deltas | toFloatOrNull(d.new_confidence)] AS new_confidences,
  [d IN deltas | toStringOrNull(d.class)] AS classes, [d IN deltas | toStringOrNull(d.at)] AS instants
