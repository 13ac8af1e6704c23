// Removes entries whose effect has been committed in PostgreSQL.
//
// parameters:
//   $job: string = 'outbound'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $ids: list<string> = ['1f0c']
// columns:
//   removed: integer  -- no row when the lease is lost
// index: Lease(job), Outbox(id)
// access: write
// include: leases/guard
CALL () {
  UNWIND $ids AS id
  MATCH (o:Outbox {id: id})
  DELETE o
  RETURN count(*) AS removed
}
RETURN removed
