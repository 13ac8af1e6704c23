// What did reviewers decide of an edge?
//
// parameters:
//   $edge_id: string = 'lr_v1:625f5f386dc21e9b'
//   $limit: integer = 100  -- rows at most
// columns:
//   id: string
//   edge_type: string
//   seq: integer  -- counts the edge's decisions from 1
//   decision: string  -- keep, restore, undo or unpin
//   pins: boolean  -- whether later passes were to leave the confidence as it was then
//   reviewer: string?
//   reason: string?
//   at: instant
//   confidence_before: float?
//   confidence: float?  -- after the decision
//   undone_by: string?  -- the decision that took it back
// order: seq, the last first
// index: Review(edge_id, seq)
// access: read
MATCH (v:Review {edge_id: $edge_id})
USING INDEX SEEK v:Review(edge_id, seq)
WHERE v.seq > 0
RETURN v.id AS id, v.edge_type AS edge_type, v.seq AS seq, v.decision AS decision, coalesce(v.pins, false) AS pins, v.reviewer AS reviewer,
  v.reason AS reason, v.at AS at, v.confidence_before AS confidence_before, v.confidence AS confidence, v.undone_by AS undone_by
ORDER BY seq DESC
LIMIT $limit
