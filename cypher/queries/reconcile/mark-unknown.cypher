// Says of edges that name no real model version that their provenance is unknown, and puts them into the outbox.
// The lists run in parallel: element i of each is about edge i. An edge that names something else by now stays as it is.
//
// parameters:
//   $job: string = 'reconcile'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $edge_ids: list<string> = ['example:1']  -- of this type, sorted
//   $version_ids: list<string?> = ['nobody']  -- what each was seen to name
//   $version_numbers: list<integer?> = [1]
//   $edge_type: string = 'CtD'
//   $at: instant = '2026-01-01T00:00:00Z'
// columns:
//   marked: integer  -- no row when the lease is lost
// index: Lease(job), KG_EDGE(edge_id)
// edges: each type
// access: write
// include: leases/guard
CALL () {
  UNWIND range(0, size($edge_ids) - 1) AS i
  MATCH ()-[r:KG_EDGE {edge_id: $edge_ids[i]}]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  // The lock comes first: whoever attributes the edge meanwhile is seen.
  SET r.edge_id = r.edge_id
  WITH r, i
  WHERE coalesce(r.source_artifact_id, '') = coalesce($version_ids[i], '')
    AND coalesce(r.source_version, -1) = coalesce($version_numbers[i], -1)
  SET r += {source_artifact_id: null, source_version: null, attribution_method: null, provenance_unknown: true}
  WITH collect(r.edge_id) AS marked, collect(elementId(r)) AS element_ids
  FOREACH (_ IN CASE WHEN size(marked) > 0 THEN [0] ELSE [] END |
    CREATE (:Outbox {id: randomUUID(), edge_type: $edge_type, edge_ids: marked, element_ids: element_ids, delta_ids: [],
      created_at: datetime($at)}))
  RETURN size(marked) AS marked
}
RETURN marked
