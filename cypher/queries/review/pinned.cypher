// Which edges keep their confidence in later passes, as reviewers have decided?
//
// parameters:
//   $after: string = ''  -- the last edge_id seen
//   $limit: integer = 100  -- rows at most
// columns:
//   edge_id: string
//   edge_type: string
//   confidence: float?  -- that it keeps
//   reviewer: string?
//   reason: string?
//   at: instant
// order: edge_id
// index: Review(holds_pin, edge_id)
// access: read
MATCH (v:Review)
USING INDEX SEEK v:Review(holds_pin, edge_id)
WHERE v.holds_pin = true AND v.edge_id > $after
RETURN v.edge_id AS edge_id, v.edge_type AS edge_type, v.confidence AS confidence, v.reviewer AS reviewer, v.reason AS reason, v.at AS at
ORDER BY edge_id
LIMIT $limit
