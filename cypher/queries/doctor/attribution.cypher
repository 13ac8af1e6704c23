// How many edges are attributed, and how?
//
// parameters:
//   $methods: list<string> = ['run', 'model_version', 'model_date', 'evidence']  -- how backfill finds a version
// columns:
//   method: string  -- one of those; given: the edge came with its version; unknown; none: curated, or not looked at yet
//   edges: integer
// order: method
// index: edge_id of each type
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id > ''
  RETURN CASE
      WHEN r.source_artifact_id IS NULL THEN CASE WHEN toBooleanOrNull(r.provenance_unknown) THEN 'unknown' ELSE 'none' END
      WHEN r.attribution_method IN $methods THEN r.attribution_method
      ELSE 'given' END AS method,
    count(r) AS edges
}
RETURN method, sum(edges) AS edges
ORDER BY method
