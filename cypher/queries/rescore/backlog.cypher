// How many promotions wait in each status, since when, and for how many edges?
//
// parameters:
//   $statuses: list<string> = ['queued', 'parked', 'held', 'refused', 'old']
//   $limit: integer = 100000  -- jobs looked at, at most
// columns:
//   status: string
//   jobs: integer
//   edges_left: integer
//   oldest: instant?  -- when the first of them was detected
// order: status
// index: RescoreJob(status)
// access: read
MATCH (j:RescoreJob)
WHERE j.status IN $statuses
WITH j LIMIT $limit
RETURN j.status AS status, count(j) AS jobs, sum(coalesce(j.edges_left, 0)) AS edges_left,
  min(CASE WHEN j.detected_at IS :: ZONED DATETIME NOT NULL THEN j.detected_at END) AS oldest
ORDER BY status
