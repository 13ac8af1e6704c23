// Which edges stand under a version, beyond an edge_id?
//
// parameters:
//   $parent: string = 'lr_v1'  -- the version
//   $after: string = ''  -- the last edge_id seen
//   $limit: integer = 1000  -- edges at most
// columns:
//   edge_ids: list<string>  -- in edge_id order
//   edge_types: list<string>  -- in parallel
//   element_ids: list<string>  -- where each stands
// index: (source_artifact_id, edge_id) and (rescored_by_artifact_id, edge_id) of each type; of up to ten types in their own order, so
// index: that a page costs the same whether the version has ten thousand edges or ten million
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(source_artifact_id, edge_id)
  WHERE r.source_artifact_id = $parent AND r.edge_id > $after AND r.rescored_by_artifact_id IS NULL
  WITH r ORDER BY r.source_artifact_id, r.edge_id LIMIT $limit
  RETURN r.edge_id AS edge_id, elementId(r) AS element_id, type(r) AS edge_type
  UNION ALL
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(rescored_by_artifact_id, edge_id)
  WHERE r.rescored_by_artifact_id = $parent AND r.edge_id > $after
  WITH r ORDER BY r.rescored_by_artifact_id, r.edge_id LIMIT $limit
  RETURN r.edge_id AS edge_id, elementId(r) AS element_id, type(r) AS edge_type
}
WITH edge_id, edge_type, element_id ORDER BY edge_id LIMIT $limit
RETURN collect(edge_id) AS edge_ids, collect(edge_type) AS edge_types, collect(element_id) AS element_ids
