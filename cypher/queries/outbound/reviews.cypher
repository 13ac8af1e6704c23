// What did reviewers decide, by the decisions' ids?
//
// parameters:
//   $review_ids: list<string> = ['1f0c']
// columns:
//   id: string
//   edge_id: string?  -- here and in what follows, null is what somebody has changed by hand
//   relation: string?  -- the edge's relationship type
//   seq: integer?
//   decision: string?
//   pins: boolean
//   reviewer: string?
//   reason: string?
//   delta_id: string?  -- the delta that was decided about
//   pass_id: string?
//   promotion_id: string?
//   confidence_before: float?
//   confidence: float?
//   undoes: string?  -- the decision that this one takes back
//   undone_by: string?  -- the decision that took this one back
//   decided_at: string?  -- ISO 8601
// index: Review(id), RescoreDelta(id), RescorePass(id)
// access: read
UNWIND $review_ids AS id
MATCH (v:Review {id: id})
OPTIONAL MATCH (d:RescoreDelta {id: v.flagged_id})
OPTIONAL MATCH (p:RescorePass {id: d.pass_id})
RETURN v.id AS id, toStringOrNull(v.edge_id) AS edge_id, toStringOrNull(v.edge_type) AS relation, toIntegerOrNull(v.seq) AS seq,
  toStringOrNull(v.decision) AS decision, coalesce(toBooleanOrNull(v.pins), false) AS pins, toStringOrNull(v.reviewer) AS reviewer,
  toStringOrNull(v.reason) AS reason, toStringOrNull(v.flagged_id) AS delta_id, toStringOrNull(d.pass_id) AS pass_id,
  toStringOrNull(p.promotion_id) AS promotion_id, toFloatOrNull(v.confidence_before) AS confidence_before,
  toFloatOrNull(v.confidence) AS confidence, toStringOrNull(v.undoes) AS undoes, toStringOrNull(v.undone_by) AS undone_by,
  toStringOrNull(v.at) AS decided_at
