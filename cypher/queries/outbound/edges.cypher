// What is the present state of these edges, as a row of kg_edges? Edges that are elsewhere are left out.
// The lists run in parallel: element i of each is about edge i.
//
// parameters:
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']
//   $element_ids: list<string> = ['5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0']  -- where each stood when its entry was made
//   $node_label: string = 'KgNode'  -- the label that says nothing of an endpoint's kind
// columns:
//   id: string  -- edge_id
//   source_id: string?
//   source_type: string?  -- the endpoint's kind, else its first other label
//   relation: string  -- the relationship type
//   target_id: string?
//   target_type: string?
//   confidence: float?
//   source_artifact_id: string?
//   source_version: integer?
//   provenance_unknown: boolean
//   senate_review_flag: boolean
//   inference_input: string?  -- JSON text
//   rescored_by_artifact_id: string?
//   rescored_version: integer?
//   rescored_at: string?  -- ISO 8601, as are all instants here
//   created_at: string?
// edges: by element id
// access: read
UNWIND range(0, size($edge_ids) - 1) AS i
MATCH (source)-[r]->(target)
WHERE elementId(r) = $element_ids[i] AND r.edge_id = $edge_ids[i]
RETURN
  // include: edges/mirror-columns
