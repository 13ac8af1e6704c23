// The edge `r` with its last delta `d`, if any, as SnapshotEdgeRow.
WITH r, d, startNode(r) AS source, endNode(r) AS target
RETURN r.edge_id AS edge_id, type(r) AS relation,
  toStringOrNull(source.id) AS source, toStringOrNull(source.name) AS source_name,
  coalesce(toStringOrNull(source.kind), [label IN labels(source) WHERE label <> $node_label][0]) AS source_kind,
  toStringOrNull(target.id) AS target, toStringOrNull(target.name) AS target_name,
  coalesce(toStringOrNull(target.kind), [label IN labels(target) WHERE label <> $node_label][0]) AS target_kind,
  toFloatOrNull(r.confidence) AS confidence,
  toStringOrNull(r.source_artifact_id) AS source_artifact_id, toIntegerOrNull(r.source_version) AS source_version,
  toStringOrNull(r.rescored_by_artifact_id) AS rescored_by_artifact_id, toIntegerOrNull(r.rescored_version) AS rescored_version,
  r.rescored_at AS rescored_at,
  coalesce(toBooleanOrNull(r.senate_review_flag), false) AS senate_review_flag,
  toStringOrNull(r.inference_input) AS inference_input,
  toFloatOrNull(d.old_confidence) AS confidence_before, toStringOrNull(d.class) AS class,
  toStringOrNull(r.created_at) AS created_at
ORDER BY edge_id
