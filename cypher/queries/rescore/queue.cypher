// How many promotions have jobs in these statuses, and how many edges are left to them?
//
// parameters:
//   $statuses: list<string> = ['queued']
//   $limit: integer = 100001  -- jobs counted at most
// columns:
//   jobs: integer
//   edges_left: integer
// order: one row
// index: RescoreJob(status)
// access: read
MATCH (j:RescoreJob)
WHERE j.status IN $statuses
WITH j LIMIT $limit
RETURN count(j) AS jobs, sum(coalesce(j.edges_left, 0)) AS edges_left
