// Tells the rescore jobs of versions how many edges stand under them now. A job that knew of fewer has more to do, which re-opens one
// that is done; a job that knew of all stays as it is. The lists run in parallel: element i of each is about version i.
//
// parameters:
//   $version_ids: list<string> = ['lr_v1']  -- each once
//   $first_edge_ids: list<string> = ['example:1']  -- the smallest id of the version's edges that may be new
//   $counts: list<integer> = [1]  -- how many edges stand under it
// index: RescoreJob(parent_id)
// access: write
UNWIND range(0, size($version_ids) - 1) AS i
MATCH (j:RescoreJob {parent_id: $version_ids[i]})
SET j.id = j.id
WITH j, i, CASE j.status WHEN 'done' THEN coalesce(j.unscored, 0) ELSE coalesce(j.edges_left, 0) END AS known
WHERE $counts[i] > known
WITH j, $first_edge_ids[i] AS edge_id, $counts[i] - known AS edges
// include: rescore/reopen-job
