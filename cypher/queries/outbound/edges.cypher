// What is the present state of these edges, as a row of kg_edges?
//
// parameters:
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']  -- of this type
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
// index: edge_id of the type
// edges: each type
// access: read
UNWIND $edge_ids AS edge_id
MATCH (source)-[r:KG_EDGE {edge_id: edge_id}]->(target)
USING INDEX SEEK r:KG_EDGE(edge_id)
RETURN
  // include: edges/mirror-columns
