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
MATCH (l:Lease {job: $job})
SET l.epoch = CASE WHEN l.epoch < $epoch THEN $epoch ELSE l.epoch END
WITH l WHERE l.epoch = $epoch
CALL () {
  UNWIND $ids AS id
  MATCH (o:Outbox {id: id})
  DELETE o
  RETURN count(*) AS removed
}
RETURN removed
