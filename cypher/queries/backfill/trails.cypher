// Which edges of a slice have come from a model and are not attributed, and what trails do they carry?
//
// parameters:
//   $after: string = ''  -- edge ids after this one
//   $last: string = '~'  -- and up to this one
//   $limit: integer = 2500
// columns:
//   edge_type: string
//   edge_id: string
//   element_id: string  -- where the edge stands
//   provenance_unknown: boolean
//   run_id: string?
//   model_id: string?
//   model_version: integer?
//   created_at: string?  -- as text, since graphs that were adopted may hold anything
//   evidence: string?  -- a list's items, joined
// order: edge_id
// index: KG_EDGE(edge_id)
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE $after < r.edge_id <= $last
  WITH r
  ORDER BY r.edge_id
  WITH r
  WHERE r.source_artifact_id IS NULL AND
    // include: edges/is-model-derived edge=r
  WITH r
  LIMIT $limit
  RETURN r
}
WITH r
ORDER BY r.edge_id
LIMIT $limit
RETURN type(r) AS edge_type, r.edge_id AS edge_id, elementId(r) AS element_id,
  coalesce(toBooleanOrNull(r.provenance_unknown), false) AS provenance_unknown,
  toStringOrNull(r.run_id) AS run_id, toStringOrNull(r.model_id) AS model_id,
  CASE WHEN toFloatOrNull(r.model_version) = toIntegerOrNull(r.model_version) THEN toIntegerOrNull(r.model_version) END AS model_version,
  toStringOrNull(r.created_at) AS created_at,
  // include: edges/evidence-text edge=r
  AS evidence
ORDER BY edge_id
