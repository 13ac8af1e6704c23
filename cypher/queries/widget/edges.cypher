// What do people see of these edges?
//
// parameters:
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']  -- both lists are parallel
//   $element_ids: list<string> = ['5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0']  -- where each stood when it was found
//   $limit: integer = 20  -- rows at most
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
//   confidence: float?  -- null where the edge has no number
//   made_by: string?  -- source_artifact_id
//   made_by_version: integer?
//   rescored_by: string?  -- null where it was never rescored
//   flagged: boolean  -- it waits for review
//   before: float?  -- the confidence before the last rescoring; null where there was none
//   class: string?  -- what the last rescoring made of it
// order: confidence, highest first, numbers before none; then edge_id
// index: RescoreDelta(edge_id, seq)
// edges: by element id
// access: read
UNWIND range(0, size($edge_ids) - 1) AS i
MATCH (source)-[r]->(target)
WHERE elementId(r) = $element_ids[i] AND r.edge_id = $edge_ids[i]
// include: rescore/latest-delta
WITH r, CASE WHEN r.confidence >= -0.0 THEN r.confidence ELSE -1.0 END AS rank, latest AS d, source, target
RETURN r.edge_id AS edge_id, type(r) AS relation,
  toStringOrNull(source.id) AS source, toStringOrNull(source.name) AS source_name,
  coalesce(toStringOrNull(source.kind), [label IN labels(source) WHERE label <> $node_label][0]) AS source_kind,
  toStringOrNull(target.id) AS target, toStringOrNull(target.name) AS target_name,
  coalesce(toStringOrNull(target.kind), [label IN labels(target) WHERE label <> $node_label][0]) AS target_kind,
  toFloatOrNull(r.confidence) AS confidence,
  toStringOrNull(r.source_artifact_id) AS made_by, toIntegerOrNull(r.source_version) AS made_by_version,
  toStringOrNull(r.rescored_by_artifact_id) AS rescored_by,
  coalesce(toBooleanOrNull(r.senate_review_flag), false) AS flagged,
  toFloatOrNull(d.old_confidence) AS before, toStringOrNull(d.class) AS class
ORDER BY rank DESC, edge_id
LIMIT $limit
