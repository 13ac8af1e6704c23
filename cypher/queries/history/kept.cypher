// When did reviewers let the confidences of these edges stand, so that they no longer waited for review?
//
// parameters:
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']
// columns:
//   edge_id: string
//   last_delta: string?  -- id of the edge's last delta then; null where it had none
//   at: instant
// order: edge_id, then seq, in which the decisions were made
// index: Review(edge_id, seq)
// access: read
UNWIND $edge_ids AS edge_id
MATCH (v:Review {edge_id: edge_id})
USING INDEX SEEK v:Review(edge_id, seq)
WHERE v.seq > 0 AND v.decision = 'keep'
RETURN edge_id, v.left_by AS last_delta, v.at AS at
ORDER BY edge_id, v.seq
