// What does a snapshot hold of these edges? Those that are gone are left out.
//
// parameters:
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']
//   $node_label: string = 'KgNode'  -- the label that says nothing of an endpoint's kind
// columns:
//   edge_id: string
//   relation: string  -- the relationship type
//   source: string?  -- the endpoint's key
//   source_name: string?
//   source_kind: string?  -- its kind, else its first other label
//   target: string?
//   target_name: string?
//   target_kind: string?
//   confidence: float?
//   source_artifact_id: string?
//   source_version: integer?
//   rescored_by_artifact_id: string?
//   rescored_version: integer?
//   rescored_at: instant?
//   senate_review_flag: boolean
//   inference_input: string?  -- JSON text
//   confidence_before: float?  -- before the last rescoring
//   class: string?  -- what the last rescoring made of it
//   created_at: string?  -- ISO 8601
// order: edge_id
// index: edge_id of each type, RescoreDelta(edge_id, seq)
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id IN $edge_ids
  RETURN r
}
// include: rescore/latest-delta
WITH r, latest AS d
// include: snapshot/columns
