// How many changes of edges wait to be mirrored, and for how long has the oldest?
//
// columns:
//   entries: integer
//   seconds: float?  -- since the oldest was made; null when nobody knows
//   oldest: string?  -- when that was, ISO 8601
// order: one row
// index: Outbox(id); an entry's presence is the work, so all of it is read
// access: read
MATCH (o:Outbox)
WHERE o.id > ''
WITH count(o) AS entries, min(CASE WHEN o.created_at IS :: ZONED DATETIME THEN o.created_at END) AS oldest
RETURN entries, CASE WHEN oldest IS NOT NULL THEN datetime.realtime().epochSeconds - toFloat(oldest.epochSeconds) END AS seconds,
  toString(oldest) AS oldest
