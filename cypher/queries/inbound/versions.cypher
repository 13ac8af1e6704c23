// Takes model versions as PostgreSQL has them. A version is real from then on: its node has a version_number.
//
// parameters:
//   $job: string = 'inbound'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $versions: list<map> = [{id: 'lr_v1', model_id: 'lr', version_number: 1}]  -- all columns of a version; instants as ISO 8601 text
// columns:
//   versions: integer  -- how many were written; no row when the lease is lost
// index: Lease(job), ModelVersion(id)
// access: write
// include: leases/guard
CALL () {
  UNWIND $versions AS version
  MERGE (v:ModelVersion {id: version.id})
  SET v += version, v.promoted_at = datetime(version.promoted_at), v.created_at = datetime(version.created_at)
  RETURN count(v) AS versions
}
RETURN versions
