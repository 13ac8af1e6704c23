// Puts edges of one type, deltas or reviewers' decisions into the outbox.
//
// parameters:
//   $edge_type: string = 'CtD'  -- empty where there are only deltas
//   $edge_ids: list<string> = ['example:1']
//   $element_ids: list<string> = []  -- where each edge stands; empty when nobody has looked
//   $delta_ids: list<string> = []
//   $review_ids: list<string> = []
//   $at: instant = '2026-01-01T00:00:00Z'
// access: write
CREATE (:Outbox {id: randomUUID(), edge_type: $edge_type, edge_ids: $edge_ids, element_ids: $element_ids, delta_ids: $delta_ids,
  review_ids: $review_ids, created_at: datetime($at)})
