// What did reviewers decide last?
//
// parameters:
//   $limit: integer = 10  -- rows at most
// columns:
//   edge_id: string
//   decision: string  -- keep, restore, undo or unpin
//   pins: boolean
//   reviewer: string?
//   reason: string?
//   at: instant
//   confidence: float?  -- after the decision
//   can_be_undone: boolean  -- no later decision was made about the edge, and this one takes none back
// order: at, the last first
// index: Review(at), Review(edge_id, seq)
// access: read
MATCH (v:Review)
USING INDEX SEEK v:Review(at)
WHERE v.at > datetime('0001-01-01T00:00:00Z')
WITH v ORDER BY v.at DESC LIMIT $limit
RETURN v.edge_id AS edge_id, v.decision AS decision, coalesce(v.pins, false) AS pins, v.reviewer AS reviewer, v.reason AS reason,
  v.at AS at, v.confidence AS confidence, v.decision IN ['keep', 'restore'] AND NOT EXISTS {
    MATCH (later:Review {edge_id: v.edge_id}) WHERE later.seq > v.seq
  } AS can_be_undone
ORDER BY at DESC
