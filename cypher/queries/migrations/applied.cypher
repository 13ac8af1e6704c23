// Which migrations has this graph had?
//
// columns:
//   version: string
//   checksum: string  -- SHA-256 of the file with LF line ends
// order: version
// scan: one node a migration
// access: read
MATCH (m:BridgeMigration)
RETURN m.version AS version, m.checksum AS checksum
ORDER BY version
