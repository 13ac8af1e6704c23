// What is the present state of these edges, as rows of kg_edges, and could each be adopted as it stands?
//
// parameters:
//   $edge_ids: list<string> = ['example:1']
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
//   model_derived: boolean  -- a model is behind it
//   unfit: string?  -- why it could not be adopted; null when it could
// order: id, relation
// index: KG_EDGE(edge_id)
// edges: every type
// access: read
CALL () {
  MATCH (source)-[r:KG_EDGE]->(target)
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id IN $edge_ids
  RETURN source, r, target
}
WITH source, r, target, r.edge_id AS text
// include: edges/unfit
WITH source, r, target, reason, toStringOrNull(source.id) AS source_key, toStringOrNull(target.id) AS target_key
RETURN
  // include: edges/mirror-columns
  ,
  // include: edges/is-model-derived edge=r
  AS model_derived,
  CASE
    WHEN
      // include: edges/is-no-endpoint node=source text=source_key
      THEN 'its source is no endpoint'
    WHEN
      // include: edges/is-no-endpoint node=target text=target_key
      THEN 'its target is no endpoint'
    WHEN NOT coalesce(r.inference_input IS :: STRING, false) THEN 'inference_input is not text'
    ELSE reason
  END AS unfit
ORDER BY id, relation
