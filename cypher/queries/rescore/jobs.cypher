// Which promotions have jobs, and how far are they?
//
// parameters:
//   $statuses: list<string> = ['queued', 'parked', 'refused', 'old', 'done']
// columns:
//   id: string  -- the promotion
//   parent_id: string?  -- null only for refused ones
//   child_id: string?
//   status: string
//   reason: string?  -- why it was refused or parked, or how the last pass failed
//   detected_at: instant
//   edges_left: integer  -- edges that still stand under the parent
//   passes: integer  -- begun so far, failed ones included
//   failures: integer  -- in a row
//   cursor: string  -- edges up to this edge_id have been taken
// order: jobs that have begun, then detected_at, id
// index: RescoreJob(status)
// access: read
MATCH (j:RescoreJob)
WHERE j.status IN $statuses
RETURN j.id AS id, j.parent_id AS parent_id, j.child_id AS child_id, j.status AS status, j.reason AS reason,
  j.detected_at AS detected_at, coalesce(j.edges_left, 0) AS edges_left, j.passes AS passes, j.failures AS failures,
  j.cursor AS cursor
ORDER BY CASE WHEN j.passes > j.failures AND j.edges_left > 0 THEN 0 ELSE 1 END, j.detected_at, j.id
