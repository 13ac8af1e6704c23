// Writes new confidences: edge, delta, flag, outbox and counts together. An edge that no longer stands under the parent, or has another
// confidence than the one that was scored, is left alone: locked first, then compared. No edge is set but with a delta of its own. One
// that is pinned comes to stand under the child, too, and keeps its confidence; its delta says what it would have become.
// An elementId is no more than a hint: the server gives it out again when the edge is gone, and a restored graph has others. An edge
// that is no longer where the hint says is left alone, too.
//
// parameters:
//   $job: string = 'rescore'  -- the lease that this write stands under
//   $epoch: integer = 1  -- the lease's epoch
//   $pass: string = 'p1#1'
//   $parent: string = 'lr_v1'
//   $child: string = 'lr_v2'
//   $child_version: integer = 2
//   $at: instant = '2026-01-01T00:00:00Z'
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']  -- all lists are parallel
//   $element_ids: list<string> = ['5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0']  -- where each stood when it was read for scoring
//   $delta_ids: list<string> = ['rescore-1f0c']  -- each becomes the delta's id with its number in the edge's sequence behind it
//   $old: list<float> = [0.9]  -- the confidences that were scored
//   $new: list<float> = [0.5]
//   $deltas: list<float> = [-0.4]  -- new - old
//   $classes: list<string> = ['large_decrease']  -- of edges that are not pinned
// columns:
//   applied: list<integer>?  -- positions written; null when the pass is gone; no row when the lease is lost
// index: Lease(job), RescorePass(id), RescoreDelta(edge_id, seq), RescoreJob(parent_id)
// edges: by element id
// access: write
// include: leases/guard
OPTIONAL MATCH (p:RescorePass {id: $pass})
CALL (p) {
  WITH datetime($at) AS at
  UNWIND CASE WHEN p IS NULL THEN [] ELSE range(0, size($edge_ids) - 1) END AS i
  MATCH ()-[r]->()
  WHERE elementId(r) = $element_ids[i] AND r.edge_id = $edge_ids[i]
  SET r.edge_id = r.edge_id
  WITH r, i, at, coalesce(toBooleanOrNull(r.senate_pinned), false) AS pinned
  WHERE r.edge_id = $edge_ids[i] AND r.confidence = $old[i] AND coalesce(r.rescored_by_artifact_id, r.source_artifact_id) = $parent
  // include: rescore/latest-delta
  WITH r, i, at, pinned, latest, last_seq + 1 AS seq,
    CASE WHEN latest IS NULL THEN last_generation + 1 ELSE last_generation END AS generation,
    CASE WHEN pinned THEN 'pinned' ELSE $classes[i] END AS class, CASE WHEN pinned THEN $old[i] ELSE $new[i] END AS new_confidence
  CREATE (d:RescoreDelta {id: $delta_ids[i] + '-' + seq, edge_id: $edge_ids[i], edge_type: type(r), seq: seq,
    generation: generation, pass_id: $pass, child_id: $child, old_confidence: $old[i], new_confidence: new_confidence,
    delta: CASE WHEN pinned THEN 0.0 ELSE $deltas[i] END, scored_confidence: CASE WHEN pinned THEN $new[i] END, class: class,
    awaits: CASE class WHEN 'large_decrease' THEN true END, element_id: CASE class WHEN 'large_decrease' THEN elementId(r) END,
    was_flagged: coalesce(r.senate_review_flag, false), at: at})
  SET r += {confidence: new_confidence, rescored_by_artifact_id: $child, rescored_version: $child_version, rescored_at: at}
  FOREACH (_ IN CASE class WHEN 'large_decrease' THEN [1] ELSE [] END | SET r.senate_review_flag = true)
  // An edge waits once, with its last large decrease.
  FOREACH (before IN CASE WHEN class = 'large_decrease' AND latest.awaits THEN [latest] ELSE [] END | SET before.awaits = null)
  WITH at, type(r) AS edge_type, collect(i) AS written, collect(d.id) AS delta_ids, collect(elementId(r)) AS element_ids,
    count(CASE class WHEN 'large_decrease' THEN 1 END) AS large_decrease, count(CASE class WHEN 'moderate' THEN 1 END) AS moderate,
    count(CASE class WHEN 'stable' THEN 1 END) AS stable, count(CASE class WHEN 'increase' THEN 1 END) AS increase,
    count(CASE class WHEN 'pinned' THEN 1 END) AS pinned
  CREATE (:Outbox {id: randomUUID(), edge_type: edge_type, edge_ids: [i IN written | $edge_ids[i]],
    element_ids: element_ids, delta_ids: delta_ids, created_at: at})
  RETURN reduce(all = [], of_type IN collect(written) | all + of_type) AS applied, sum(large_decrease) AS large_decrease,
    sum(moderate) AS moderate, sum(stable) AS stable, sum(increase) AS increase, sum(pinned) AS pinned
}
SET p.edges = p.edges + size(applied), p.large_decrease = p.large_decrease + large_decrease, p.moderate = p.moderate + moderate,
  p.stable = p.stable + stable, p.increase = p.increase + increase, p.pinned = coalesce(p.pinned, 0) + pinned,
  p.flagged = p.flagged + large_decrease
WITH p, applied
CALL (applied) {
  MATCH (j:RescoreJob {parent_id: $parent})
  SET j.edges_left = coalesce(j.edges_left, 0) - size(applied)
}
CALL (applied) {
  MATCH (j:RescoreJob {parent_id: $child})
  UNWIND applied AS i
  WITH j, min($edge_ids[i]) AS edge_id, count(*) AS edges
  // include: rescore/reopen-job
}
RETURN CASE WHEN p IS NOT NULL THEN applied END AS applied
