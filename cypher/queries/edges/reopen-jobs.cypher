// Tells the rescore jobs of versions that edges have come to stand under them, which re-opens those that are done.
// The lists run in parallel: element i of each is about version i.
//
// parameters:
//   $version_ids: list<string> = ['lr_v1']  -- each once
//   $first_edge_ids: list<string> = ['example:1']  -- the smallest id of the version's new edges
//   $counts: list<integer> = [1]  -- how many they are
// index: RescoreJob(parent_id)
// access: write
UNWIND range(0, size($version_ids) - 1) AS i
MATCH (j:RescoreJob {parent_id: $version_ids[i]})
WITH j, $first_edge_ids[i] AS edge_id, $counts[i] AS edges
// include: rescore/reopen-job
