// What were these edges' models given? The lists run in parallel: element i of each is about edge i.
//
// parameters:
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']
//   $element_ids: list<string> = ['5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0']  -- where each stood when it was found
// columns:
//   edge_id: string
//   edge_type: string
//   source: string?  -- the endpoints' keys
//   target: string?
//   inputs: string?  -- inference_input
// edges: by element id
// access: read
UNWIND range(0, size($edge_ids) - 1) AS i
MATCH (source)-[r]->(target)
WHERE elementId(r) = $element_ids[i] AND r.edge_id = $edge_ids[i]
RETURN r.edge_id AS edge_id, type(r) AS edge_type, toStringOrNull(source.id) AS source, toStringOrNull(target.id) AS target,
  toStringOrNull(r.inference_input) AS inputs
