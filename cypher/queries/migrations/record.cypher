// Notes that a migration has been applied.
//
// parameters:
//   $version: string = 'V001__node_keys'
//   $checksum: string = 'e3b0'  -- SHA-256 of the file with LF line ends
//   $at: instant = '2026-01-01T00:00:00Z'
// index: BridgeMigration(version)
// access: write
MERGE (m:BridgeMigration {version: $version})
ON CREATE SET m.checksum = $checksum, m.applied_at = datetime($at)
