// Which large decreases wait for review, the largest first? An edge whose flag was cleared past the bridge is still among them.
//
// parameters:
//   $after_delta: float = -2.0  -- the last delta seen; below -1 from the beginning
//   $after_edge_id: string = ''  -- and its edge
//   $promotion: string? = null  -- of this promotion alone
//   $edge_type: string? = null  -- of edges of this type alone
//   $version: string? = null  -- by this model version alone
//   $limit: integer = 100  -- rows at most
// columns:
//   id: string
//   edge_id: string
//   edge_type: string
//   element_id: string?  -- where the edge stood when its confidence fell
//   delta: float
// order: delta, then edge_id
// index: RescoreDelta(awaits, delta, edge_id), RescorePass(id)
// access: read
MATCH (d:RescoreDelta)
USING INDEX SEEK d:RescoreDelta(awaits, delta, edge_id)
WHERE d.awaits = true AND d.delta >= $after_delta AND d.edge_id > '' AND (d.delta > $after_delta OR d.edge_id > $after_edge_id)
  AND ($edge_type IS NULL OR d.edge_type = $edge_type) AND ($version IS NULL OR d.child_id = $version)
  AND ($promotion IS NULL OR EXISTS { MATCH (p:RescorePass {id: d.pass_id}) WHERE p.promotion_id = $promotion })
WITH d ORDER BY d.awaits, d.delta, d.edge_id LIMIT $limit
RETURN d.id AS id, d.edge_id AS edge_id, d.edge_type AS edge_type, toStringOrNull(d.element_id) AS element_id, d.delta AS delta
ORDER BY delta, edge_id
