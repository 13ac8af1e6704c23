// Which edges has a model made that have no confidence, and which have one that is no number from 0 to 1?
//
// columns:
//   edge_type: string
//   edges: integer
//   first: string  -- the smallest edge_id among them
//   last: string  -- the greatest
// order: edge_type
// index: edge_id of each type
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id > '' AND NOT (r.confidence IS :: INTEGER NOT NULL | FLOAT NOT NULL AND
    // include: edges/is-in-range edge=r
    ) AND (r.confidence IS NOT NULL OR
    // include: edges/is-model-derived edge=r
    )
  RETURN type(r) AS edge_type, count(r) AS edges, min(r.edge_id) AS first, max(r.edge_id) AS last
}
RETURN edge_type, edges, first, last
ORDER BY edge_type
