// Writes what a reviewer has decided of a flagged edge: confidence, flag and pin, the delta, the decision and the outbox together. An edge
// that no longer waits, or has changed since it was read, is left alone: locked first, then compared.
//
// parameters:
//   $edge_id: string = 'lr_v1:625f5f386dc21e9b'
//   $element_id: string = '5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0'  -- where it stood when it was found
//   $decision: string = 'restore'  -- keep: the confidence stands; restore: the one before the flagged delta comes back
//   $pins: boolean = false  -- whether later passes leave the confidence as it is then
//   $flagged_id: string? = 'd1'  -- the edge's latest large decrease; null when its flag was set by hand
//   $restored_id: string = 'restored-1f0c'  -- becomes the new delta's id with its number in the edge's sequence behind it
//   $old: float? = 0.5  -- the confidence as read
//   $new: float? = 0.9  -- the confidence after the decision
//   $review_id: string = '1f0c'  -- this call's own; a run whose answer was lost is known by it
//   $reviewer: string = 'ben'
//   $reason: string? = null
//   $at: instant = '2026-01-01T00:00:00Z'
// columns:
//   decided: boolean  -- false when the edge was left alone
// order: one row; none when the edge is elsewhere
// index: RescoreDelta(edge_id, seq), RescoreDelta(id), Review(id), Review(edge_id, seq)
// edges: by element id
// access: write
MATCH ()-[r]->()
WHERE elementId(r) = $element_id AND r.edge_id = $edge_id
SET r.edge_id = r.edge_id
WITH r, $flagged_id AS undone, $old AS before, datetime($at) AS at
WHERE r.edge_id = $edge_id
// include: rescore/latest-delta
// include: review/last-review
OPTIONAL MATCH (flagged:RescoreDelta {id: $flagged_id})
WITH r, at, latest, last_seq, last_review, flagged, EXISTS { (:Review {id: $review_id}) } AS done,
  r.senate_review_flag = true AND coalesce(r.confidence = before, r.confidence IS NULL AND before IS NULL) AND ($decision = 'keep' OR
  // include: review/can-be-restored
  ) AS fits
FOREACH (_ IN CASE WHEN fits AND NOT done THEN [1] ELSE [] END |
  CREATE (v:Review {id: $review_id, edge_id: $edge_id, edge_type: type(r), seq: last_review + 1, decision: $decision, pins: $pins,
    holds_pin: CASE WHEN $pins THEN true END, reviewer: $reviewer, reason: $reason, at: at, flagged_id: $flagged_id,
    confidence_before: $old, confidence: $new, was_pinned: r.senate_pinned,
    left_by: CASE $decision WHEN 'restore' THEN $restored_id + '-' + (last_seq + 1) ELSE latest.id END})
  FOREACH (_ IN CASE WHEN flagged IS NULL THEN [] ELSE [1] END |
    CREATE (v)-[:DECIDES]->(flagged)
    SET flagged.awaits = null)
  FOREACH (_ IN CASE $decision WHEN 'restore' THEN [1] ELSE [] END |
    CREATE (d:RescoreDelta {id: $restored_id + '-' + (last_seq + 1), edge_id: $edge_id, edge_type: type(r), seq: last_seq + 1,
      generation: latest.generation, pass_id: latest.pass_id, child_id: latest.child_id, undone_id: $flagged_id, old_confidence: $old,
      new_confidence: $new, delta: $new - $old, class: 'restored', was_flagged: true, at: at}))
  SET r.confidence = $new, r.senate_review_flag = false, r.senate_pinned = CASE WHEN $pins THEN true ELSE r.senate_pinned END
  CREATE (:Outbox {id: randomUUID(), edge_type: type(r), edge_ids: [$edge_id], element_ids: [elementId(r)],
    delta_ids: CASE $decision WHEN 'restore' THEN [$restored_id + '-' + (last_seq + 1)] ELSE [] END, review_ids: [$review_id],
    created_at: at}))
RETURN done OR fits AS decided
