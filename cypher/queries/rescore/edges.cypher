// What does a scorer need of these edges? Edges that no longer stand under the parent are left out.
//
// parameters:
//   $parent: string = 'lr_v1'  -- the version that they stand under
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']  -- of this type
// columns:
//   edge_id: string
//   element_id: string
//   confidence: float?  -- null where it is unfit
//   unfit: string?  -- why its confidence can be neither scored nor compared; null when it can
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
WITH source, r, target, CASE
    WHEN r.confidence IS NULL THEN 'the edge has no confidence'
    WHEN NOT r.confidence IS :: INTEGER | FLOAT THEN 'its confidence is not a number: set it to one between 0 and 1'
    WHEN NOT
      // include: edges/is-in-range edge=r
      THEN 'its confidence is not between 0 and 1'
  END AS unfit
RETURN r.edge_id AS edge_id, elementId(r) AS element_id, CASE WHEN unfit IS NULL THEN toFloat(r.confidence) END AS confidence, unfit,
  toStringOrNull(source.id) AS source, toStringOrNull(target.id) AS target, toStringOrNull(r.inference_input) AS inputs
