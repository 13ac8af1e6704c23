// Which passes took edges from a version, or gave edges to it?
//
// parameters:
//   $version: string = 'lr_v2'
// columns:
//   id: string
// order: started_at, earliest first, then id
// index: RescorePass(started_at); passes are few, one a day
// access: read
MATCH (p:RescorePass)
USING INDEX SEEK p:RescorePass(started_at)
WHERE p.started_at > datetime('0001-01-01T00:00:00Z') AND (p.parent_id = $version OR p.child_id = $version)
RETURN p.id AS id
ORDER BY p.started_at, id
