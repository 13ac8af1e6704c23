// How far is a promotion?
//
// parameters:
//   $promotion: string = 'p1'
// columns:
//   id: string
//   parent_id: string?
//   child_id: string?
//   status: string
//   reason: string?  -- why it was refused or parked, or how the last pass failed
//   detected_at: instant
//   edges_left: integer
//   passes: integer
//   failures: integer  -- in a row
// order: one row at most
// index: RescoreJob(id)
// access: read
MATCH (j:RescoreJob {id: $promotion})
RETURN j.id AS id, j.parent_id AS parent_id, j.child_id AS child_id, j.status AS status, j.reason AS reason,
  j.detected_at AS detected_at, coalesce(j.edges_left, 0) AS edges_left, j.passes AS passes, j.failures AS failures
