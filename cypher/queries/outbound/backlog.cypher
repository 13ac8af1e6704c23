// How many entries has the outbox, and how old is the oldest?
//
// parameters:
//   $limit: integer = 100000  -- entries looked at, at most
// columns:
//   entries: integer
//   oldest: instant?  -- of those that say when they were made
// order: one row
// index: Outbox(id)
// scan: an entry's presence is the work, so all of it is looked at
// access: read
MATCH (o:Outbox)
WITH o LIMIT $limit
RETURN count(o) AS entries, min(CASE WHEN o.created_at IS :: ZONED DATETIME NOT NULL THEN o.created_at END) AS oldest
