// Which edges of this type stand under a version, beyond an edge_id?
//
// parameters:
//   $parent: string = 'lr_v1'  -- the version
//   $after: string = ''  -- the last edge_id seen
//   $limit: integer = 1000  -- rows at most
// columns:
//   edge_ids: list<string>  -- in edge_id order
//   element_ids: list<string>  -- in parallel: where each stands
// index: (source_artifact_id, edge_id) and (rescored_by_artifact_id, edge_id) of the type, in their own order, so that a page
// index: costs the same whether the version has ten thousand edges or ten million
// edges: each type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(source_artifact_id, edge_id)
  WHERE r.source_artifact_id = $parent AND r.edge_id > $after AND r.rescored_by_artifact_id IS NULL
  WITH r ORDER BY r.source_artifact_id, r.edge_id LIMIT $limit
  RETURN r.edge_id AS edge_id, elementId(r) AS element_id
  UNION ALL
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(rescored_by_artifact_id, edge_id)
  WHERE r.rescored_by_artifact_id = $parent AND r.edge_id > $after
  WITH r ORDER BY r.rescored_by_artifact_id, r.edge_id LIMIT $limit
  RETURN r.edge_id AS edge_id, elementId(r) AS element_id
}
WITH edge_id, element_id ORDER BY edge_id LIMIT $limit
RETURN collect(edge_id) AS edge_ids, collect(element_id) AS element_ids
