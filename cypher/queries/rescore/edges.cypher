// What does a scorer need of these edges? Edges that no longer stand under the parent are left out.
//
// parameters:
//   $parent: string = 'lr_v1'  -- the version that they stand under
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']  -- of this type
// columns:
//   edge_id: string
//   confidence: float?  -- null where the edge has no number
//   source: string?  -- the endpoints' keys
//   target: string?
//   inputs: string?  -- inference_input
// index: edge_id of the type
// edges: each type
// access: read
UNWIND $edge_ids AS edge_id
MATCH (source)-[r:KG_EDGE {edge_id: edge_id}]->(target)
USING INDEX SEEK r:KG_EDGE(edge_id)
WHERE coalesce(r.rescored_by_artifact_id, r.source_artifact_id) = $parent
RETURN r.edge_id AS edge_id, toFloatOrNull(r.confidence) AS confidence, toStringOrNull(source.id) AS source,
  toStringOrNull(target.id) AS target, toStringOrNull(r.inference_input) AS inputs
