// Which of these edges wait for the Senate, and what was done to them? The lists run in parallel: element i of each is about edge i.
//
// parameters:
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']
//   $element_ids: list<string> = ['5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0']  -- where each stood when it was found
// columns:
//   edge_id: string
//   edge_type: string
//   source: string?  -- the endpoints' names, else keys
//   target: string?
//   confidence: float?  -- at present
//   delta_id: string?  -- the edge's latest large decrease; null when somebody set the flag by hand
//   promotion_id: string?
//   pass_id: string?
//   old_confidence: float?
//   new_confidence: float?
//   delta: float?
//   at: instant?
//   is_latest: boolean  -- nothing has changed the edge since that decrease, so that it can be undone
//   awaits: boolean  -- that decrease stands in the queue
// index: RescoreDelta(edge_id, seq), RescorePass(id)
// edges: by element id
// access: read
UNWIND range(0, size($edge_ids) - 1) AS i
MATCH (source)-[r]->(target)
WHERE elementId(r) = $element_ids[i] AND r.edge_id = $edge_ids[i]
WITH source, r, target
WHERE r.senate_review_flag = true
// include: review/flagged-edge
