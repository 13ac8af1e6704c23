// Puts edges of one type into the outbox.
//
// parameters:
//   $edge_type: string = 'CtD'
//   $edge_ids: list<string> = ['example:1']
//   $at: instant = '2026-01-01T00:00:00Z'
// access: write
CREATE (:Outbox {id: randomUUID(), edge_type: $edge_type, edge_ids: $edge_ids, delta_ids: [], created_at: datetime($at)})
