// Which decisions stand, and what were they about? One row a decision that was not taken back.
//
// parameters:
//   $after: string = ''  -- the id of the last decision seen
//   $limit: integer = 1000  -- rows at most
// columns:
//   id: string
//   edge_id: string
//   edge_type: string
//   decision: string  -- keep or restore
//   pins: boolean
//   reviewer: string?
//   reason: string?
//   at: instant
//   old_confidence: float?  -- before the flagged delta; null when the flag was set by hand
//   new_confidence: float?  -- after it
//   confidence: float?  -- after the decision
//   pass_id: string?
//   promotion_id: string?
//   parent_id: string?  -- the version before
//   child_id: string?  -- the version that lowered the confidence
// order: id
// index: Review(id), RescoreDelta(id), RescorePass(id)
// access: read
MATCH (v:Review)
USING INDEX SEEK v:Review(id)
WHERE v.id > $after AND v.decision IN ['keep', 'restore'] AND v.undone_by IS NULL
WITH v ORDER BY v.id LIMIT $limit
OPTIONAL MATCH (d:RescoreDelta {id: v.flagged_id})
OPTIONAL MATCH (p:RescorePass {id: d.pass_id})
RETURN v.id AS id, v.edge_id AS edge_id, v.edge_type AS edge_type, v.decision AS decision, coalesce(v.pins, false) AS pins,
  v.reviewer AS reviewer, v.reason AS reason, v.at AS at, d.old_confidence AS old_confidence, d.new_confidence AS new_confidence,
  v.confidence AS confidence, d.pass_id AS pass_id, p.promotion_id AS promotion_id, p.parent_id AS parent_id, p.child_id AS child_id
ORDER BY id
