// Which edges of a slice may have come from a model, are not attributed, and what trails do they carry?
// Whether their evidence really holds a tag is for the asker to see.
//
// parameters:
//   $after: string = ''  -- edge ids after this one
//   $last: string = '~'  -- and up to this one
//   $limit: integer = 2500
// columns:
//   edge_id: string
//   provenance_unknown: boolean
//   source_version: integer?  -- which says nothing without its artifact
//   run_id: string?
//   model_id: string?
//   model_version: integer?
//   created_at: string?  -- as text, since graphs that were adopted may hold anything
//   evidence: string?  -- a list's items, joined
// order: edge_id
// index: KG_EDGE(edge_id)
// edges: each type
// access: read
MATCH ()-[r:KG_EDGE]->()
USING INDEX SEEK r:KG_EDGE(edge_id)
WHERE $after < r.edge_id <= $last
WITH r
ORDER BY r.edge_id
WITH r
WHERE r.source_artifact_id IS NULL
  AND (r.source_version IS NOT NULL OR r.provenance_unknown OR r.run_id IS NOT NULL OR r.model_id IS NOT NULL
    OR toStringOrNull(r.evidence) CONTAINS 'model:' OR r.evidence IS :: LIST<ANY> NOT NULL)
WITH r
LIMIT $limit
RETURN r.edge_id AS edge_id, coalesce(toBooleanOrNull(r.provenance_unknown), false) AS provenance_unknown,
  toIntegerOrNull(r.source_version) AS source_version, toStringOrNull(r.run_id) AS run_id, toStringOrNull(r.model_id) AS model_id,
  CASE WHEN toFloatOrNull(r.model_version) = toIntegerOrNull(r.model_version) THEN toIntegerOrNull(r.model_version) END AS model_version,
  toStringOrNull(r.created_at) AS created_at,
  CASE WHEN r.evidence IS :: LIST<ANY> THEN reduce(all = '', item IN coalesce(r.evidence, []) | all + coalesce(toStringOrNull(item), '') + '\n')
    ELSE toStringOrNull(r.evidence) END AS evidence
ORDER BY edge_id
