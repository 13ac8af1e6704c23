// What are the next edges of some types, as rows of kg_edges?
//
// parameters:
//   $after: string = ''  -- edge ids after this one
//   $limit: integer = 1000
//   $node_label: string = 'KgNode'  -- the label that says nothing of an endpoint's kind
// columns:
//   ids: list<string>  -- in order; the other lists are parallel
//   source_ids: list<string?>
//   source_types: list<string?>  -- the endpoint's kind, else its first other label
//   relations: list<string>  -- the relationship type
//   target_ids: list<string?>
//   target_types: list<string?>
//   confidences: list<float?>
//   source_artifact_ids: list<string?>
//   source_versions: list<integer?>
//   provenance_unknowns: list<boolean>
//   senate_review_flags: list<boolean>
//   inference_inputs: list<string?>  -- JSON text
//   rescored_by_artifact_ids: list<string?>
//   rescored_versions: list<integer?>
//   rescored_ats: list<string?>  -- ISO 8601, as are all instants here
//   created_ats: list<string?>
// index: KG_EDGE(edge_id)
// edges: every type
// access: read
CALL () {
  MATCH (source)-[r:KG_EDGE]->(target)
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id > $after
  WITH source, r, target
  ORDER BY r.edge_id
  LIMIT $limit
  RETURN source, r, target
}
WITH source, r, target
ORDER BY r.edge_id
LIMIT $limit
WITH
  // include: edges/mirror-columns
WITH collect([id, source_id, source_type, relation, target_id, target_type, confidence, source_artifact_id,
  source_version, provenance_unknown, senate_review_flag, inference_input, rescored_by_artifact_id, rescored_version,
  rescored_at, created_at]) AS rows
RETURN [row IN rows | row[0]] AS ids, [row IN rows | row[1]] AS source_ids, [row IN rows | row[2]] AS source_types,
  [row IN rows | row[3]] AS relations, [row IN rows | row[4]] AS target_ids, [row IN rows | row[5]] AS target_types,
  [row IN rows | row[6]] AS confidences, [row IN rows | row[7]] AS source_artifact_ids, [row IN rows | row[8]] AS source_versions,
  [row IN rows | row[9]] AS provenance_unknowns, [row IN rows | row[10]] AS senate_review_flags,
  [row IN rows | row[11]] AS inference_inputs, [row IN rows | row[12]] AS rescored_by_artifact_ids,
  [row IN rows | row[13]] AS rescored_versions, [row IN rows | row[14]] AS rescored_ats, [row IN rows | row[15]] AS created_ats
