// Does a curated edge of the same type join the endpoints of these edges, in the same direction? Edges that are gone are left out.
//
// parameters:
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']
// columns:
//   edge_id: string
//   edge_type: string
//   is_curated: boolean  -- such an edge exists
// order: none
// index: KG_EDGE(edge_id)
// edges: every type
// access: read
CALL () {
  MATCH (source)-[r:KG_EDGE]->(target)
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id IN $edge_ids
  // Both ends are known: what is read are the edges of the one that has fewer. A repetition may stand for several types.
  RETURN r.edge_id AS edge_id, type(r) AS edge_type, EXISTS {
    MATCH (source)-[other:KG_EDGE]->(target)
    WHERE type(other) = type(r) AND NOT
      // include: edges/is-model-derived edge=other
  } AS is_curated
}
RETURN edge_id, edge_type, is_curated
