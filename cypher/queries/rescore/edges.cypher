// What does a scorer need of these edges? Edges that no longer stand under the parent are left out, and edges that are elsewhere.
// The lists run in parallel: element i of each is about edge i.
//
// parameters:
//   $parent: string = 'lr_v1'  -- the version that they stand under
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']
//   $element_ids: list<string> = ['5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0']  -- where each stood when it was found
//   $with_inputs: boolean = true  -- whether inputs is wanted; else it is null
// columns:
//   edge_id: string
//   edge_type: string
//   element_id: string
//   confidence: float?  -- null where it is unfit
//   unfit: string?  -- why its confidence can be neither scored nor compared; null when it can
//   source: string?  -- the endpoints' keys
//   target: string?
//   inputs: string?  -- inference_input; null where it is not wanted
//   is_pinned: boolean  -- a reviewer has decided that it keeps its confidence
// edges: by element id
// access: read
UNWIND range(0, size($edge_ids) - 1) AS i
MATCH (source)-[r]->(target)
WHERE elementId(r) = $element_ids[i] AND r.edge_id = $edge_ids[i]
  AND coalesce(r.rescored_by_artifact_id, r.source_artifact_id) = $parent
WITH source, r, target, CASE
    WHEN r.confidence IS NULL THEN 'the edge has no confidence'
    WHEN NOT r.confidence IS :: INTEGER | FLOAT THEN 'its confidence is not a number: set it to one between 0 and 1'
    WHEN NOT
      // include: edges/is-in-range edge=r
      THEN 'its confidence is not between 0 and 1'
  END AS unfit
RETURN r.edge_id AS edge_id, type(r) AS edge_type, elementId(r) AS element_id,
  CASE WHEN unfit IS NULL THEN toFloat(r.confidence) END AS confidence, unfit,
  toStringOrNull(source.id) AS source, toStringOrNull(target.id) AS target,
  CASE WHEN $with_inputs THEN toStringOrNull(r.inference_input) END AS inputs,
  coalesce(toBooleanOrNull(r.senate_pinned), false) AS is_pinned
