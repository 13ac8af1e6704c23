// Which passes have ended and stand in no journal yet, since the bridge was stopped in between?
//
// columns:
//   id: string
//   finished_at: instant
//   unscored: integer  -- edges that could not be scored
//   changed: integer  -- edges that kept changing
// order: finished_at
// index: RescorePass(started_at); passes are few, one a day
// access: read
MATCH (p:RescorePass)
USING INDEX SEEK p:RescorePass(started_at)
WHERE p.started_at > datetime('0001-01-01T00:00:00Z') AND p.journaled = false
RETURN p.id AS id, p.finished_at AS finished_at, p.unscored AS unscored, p.changed AS changed
ORDER BY finished_at
