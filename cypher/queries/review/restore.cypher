// Puts the confidences back that the edges had before their latest deltas, each as a new delta. A flag from before them stays. An edge
// whose latest delta is another, or that has changed since it was read, is left alone: locked first, then compared. Which version the
// edge stands under stays as it is.
//
// parameters:
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']  -- all lists are parallel
//   $element_ids: list<string> = ['5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0']  -- where each stood when it was found
//   $delta_ids: list<string> = ['restored-1f0c']  -- each becomes the new delta's id with its number in the edge's sequence behind it
//   $undone_ids: list<string> = ['d1']  -- the deltas that are undone
//   $old: list<float> = [0.5]  -- the confidences as read
//   $new: list<float> = [0.9]
//   $deltas: list<float> = [0.4]  -- new - old
//   $call_id: string = '1f0c'  -- this call's own; a run whose answer was lost is known by it
//   $at: instant = '2026-01-01T00:00:00Z'
// columns:
//   applied: list<integer>  -- positions written, also by an earlier run of this very call
// index: RescoreDelta(edge_id, seq), RescoreDelta(id)
// edges: by element id
// access: write
WITH datetime($at) AS at
UNWIND range(0, size($edge_ids) - 1) AS i
MATCH ()-[r]->()
WHERE elementId(r) = $element_ids[i] AND r.edge_id = $edge_ids[i]
SET r.edge_id = r.edge_id
WITH r, i, at
WHERE r.edge_id = $edge_ids[i]
// include: rescore/latest-delta
WITH r, i, at, latest, last_seq, $undone_ids[i] AS undone, $old[i] AS before
WITH r, i, at, latest, last_seq + 1 AS seq,
  // include: review/can-be-restored
  AS fits
WHERE fits OR latest.undone_id = $undone_ids[i] AND latest.call_id = $call_id
OPTIONAL MATCH (undone:RescoreDelta {id: $undone_ids[i]})
FOREACH (_ IN CASE WHEN fits THEN [1] ELSE [] END |
  CREATE (d:RescoreDelta {id: $delta_ids[i] + '-' + seq, edge_id: $edge_ids[i], edge_type: type(r), seq: seq,
    generation: latest.generation, pass_id: latest.pass_id, child_id: latest.child_id, undone_id: $undone_ids[i], call_id: $call_id,
    old_confidence: $old[i], new_confidence: $new[i], delta: $deltas[i], class: 'restored',
    was_flagged: coalesce(r.senate_review_flag, false), at: at})
  SET undone.awaits = null, r.confidence = $new[i],
    r.senate_review_flag = coalesce(r.senate_review_flag, false) AND coalesce(latest.was_flagged, false))
WITH at, type(r) AS edge_type, collect(i) AS written, collect(CASE WHEN fits THEN $edge_ids[i] END) AS edge_ids,
  collect(CASE WHEN fits THEN elementId(r) END) AS element_ids, collect(CASE WHEN fits THEN $delta_ids[i] + '-' + seq END) AS delta_ids
FOREACH (_ IN CASE WHEN size(edge_ids) > 0 THEN [1] ELSE [] END |
  CREATE (:Outbox {id: randomUUID(), edge_type: edge_type, edge_ids: edge_ids, element_ids: element_ids, delta_ids: delta_ids,
    created_at: at}))
RETURN reduce(all = [], of_type IN collect(written) | all + of_type) AS applied
