// Takes a reviewer's decision back: the edge gets its confidence and pin from before as a new delta, and waits for review again. One that
// was rescored since loses the pin alone. Another change leaves the edge alone: locked first, then compared.
//
// parameters:
//   $edge_id: string = 'lr_v1:625f5f386dc21e9b'
//   $element_id: string = '5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0'  -- where it stood when it was found
//   $undone_review: string = '1f0b'  -- the decision
//   $delta_id: string = 'undone-1f0c'  -- becomes the new delta's id with its number in the edge's sequence behind it
//   $review_id: string = '1f0c'  -- this call's own; a run whose answer was lost is known by it
//   $reviewer: string = 'ben'
//   $reason: string? = null
//   $at: instant = '2026-01-01T00:00:00Z'
// columns:
//   outcome: string  -- undo; unpin where the pin alone was taken away; or changed, when nothing was done
//   confidence: float?  -- that stands now
// order: one row; none when the edge is elsewhere, or there is no such decision
// index: RescoreDelta(edge_id, seq), RescoreDelta(id), Review(id), Review(edge_id, seq)
// edges: by element id
// access: write
MATCH ()-[r]->()
WHERE elementId(r) = $element_id AND r.edge_id = $edge_id
SET r.edge_id = r.edge_id
WITH r, datetime($at) AS at
WHERE r.edge_id = $edge_id
MATCH (v:Review {id: $undone_review})
// include: rescore/latest-delta
// include: review/last-review
OPTIONAL MATCH (flagged:RescoreDelta {id: v.flagged_id})
OPTIONAL MATCH (done:Review {id: $review_id})
WITH r, at, v, latest, last_seq, last_review, flagged, done, last_review = v.seq AND coalesce(r.confidence = v.confidence,
  r.confidence IS NULL AND v.confidence IS NULL) AS stands, coalesce(latest.id = v.left_by, latest IS NULL AND v.left_by IS NULL) AS is_last
WITH r, at, v, latest, last_seq, last_review, flagged, done, CASE
  WHEN done IS NOT NULL THEN done.decision
  WHEN stands AND is_last AND NOT coalesce(r.senate_review_flag, false) THEN 'undo'
  WHEN last_review = v.seq AND v.pins AND r.senate_pinned = true THEN 'unpin'
  ELSE 'changed' END AS outcome
WITH *, done IS NULL AND outcome IN ['undo', 'unpin'] AS writes,
  CASE WHEN outcome = 'undo' AND latest IS NOT NULL AND r.confidence IS NOT NULL THEN $delta_id + '-' + (last_seq + 1) END AS delta_id
WITH *, CASE outcome WHEN 'undo' THEN v.confidence_before ELSE r.confidence END AS confidence
FOREACH (_ IN CASE WHEN writes THEN [1] ELSE [] END |
  CREATE (u:Review {id: $review_id, edge_id: $edge_id, edge_type: type(r), seq: last_review + 1, decision: outcome, pins: false,
    reviewer: $reviewer, reason: $reason, at: at, flagged_id: v.flagged_id, undoes: v.id, confidence_before: r.confidence,
    confidence: confidence})
  FOREACH (_ IN CASE WHEN flagged IS NULL THEN [] ELSE [1] END |
    CREATE (u)-[:DECIDES]->(flagged)
    SET flagged.awaits = CASE outcome WHEN 'undo' THEN true END)
  FOREACH (id IN CASE WHEN delta_id IS NULL THEN [] ELSE [delta_id] END |
    CREATE (d:RescoreDelta {id: id, edge_id: $edge_id, edge_type: type(r), seq: last_seq + 1, generation: latest.generation,
      pass_id: latest.pass_id, child_id: latest.child_id, reinstates_id: v.flagged_id, old_confidence: r.confidence,
      new_confidence: confidence, delta: confidence - r.confidence, class: 'undone', was_flagged: false, at: at}))
  FOREACH (_ IN CASE outcome WHEN 'undo' THEN [1] ELSE [] END |
    SET r.confidence = confidence, r.senate_review_flag = true)
  SET r.senate_pinned = v.was_pinned, v.undone_by = $review_id, v.holds_pin = null
  CREATE (:Outbox {id: randomUUID(), edge_type: type(r), edge_ids: [$edge_id], element_ids: [elementId(r)],
    delta_ids: CASE WHEN delta_id IS NULL THEN [] ELSE [delta_id] END, review_ids: [$review_id, v.id], created_at: at}))
RETURN outcome, confidence
