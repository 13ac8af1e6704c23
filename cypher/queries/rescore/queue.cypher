// How many promotions have jobs in these statuses, how many edges are left to them, and how many passes do those take?
//
// parameters:
//   $statuses: list<string> = ['queued']
//   $limit: integer = 100001  -- jobs counted at most
//   $at_most: integer = 10000  -- edges that one pass may take
// columns:
//   jobs: integer
//   edges_left: integer
//   passes: integer  -- that these edges take; a pass is of one promotion
// order: one row
// index: RescoreJob(status)
// access: read
MATCH (j:RescoreJob)
WHERE j.status IN $statuses
WITH j LIMIT $limit
WITH coalesce(j.edges_left, 0) AS edges_left
RETURN count(*) AS jobs, sum(edges_left) AS edges_left, sum((edges_left + $at_most - 1) / $at_most) AS passes
