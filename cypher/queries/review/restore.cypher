// Puts earlier confidences back, each as a new delta, and clears the flags. An edge that has changed since it was read is left
// alone: locked first, then compared. Which version the edge stands under stays as it is.
//
// parameters:
//   $edge_type: string = 'CtD'  -- the type's name, for the outbox
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']  -- sorted, of this type; all lists are parallel
//   $delta_ids: list<string> = ['d2']  -- the new deltas
//   $undone_ids: list<string> = ['d1']  -- the deltas that are undone
//   $old: list<float> = [0.5]  -- the confidences as read
//   $new: list<float> = [0.9]
//   $deltas: list<float> = [0.4]  -- new - old
//   $at: instant = '2026-01-01T00:00:00Z'
// columns:
//   applied: list<integer>  -- positions written
// index: edge_id of the type, RescoreDelta(id)
// edges: each type
// access: write
CALL () {
  WITH datetime($at) AS at
  UNWIND range(0, size($edge_ids) - 1) AS i
  MATCH ()-[r:KG_EDGE {edge_id: $edge_ids[i]}]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  SET r.edge_id = r.edge_id
  WITH r, i, at WHERE r.confidence = $old[i]
  MATCH (undone:RescoreDelta {id: $undone_ids[i]})
  MERGE (d:RescoreDelta {id: $delta_ids[i]})
  ON CREATE SET d += {edge_id: $edge_ids[i], edge_type: $edge_type, pass_id: undone.pass_id, undone_id: undone.id,
    old_confidence: $old[i], new_confidence: $new[i], delta: $deltas[i], class: 'restored', at: at}
  SET r.confidence = $new[i], r.senate_review_flag = false
  RETURN collect(i) AS applied
}
FOREACH (_ IN CASE WHEN size(applied) > 0 THEN [1] ELSE [] END |
  CREATE (:Outbox {id: randomUUID(), edge_type: $edge_type, edge_ids: [i IN applied | $edge_ids[i]],
    delta_ids: [i IN applied | $delta_ids[i]], created_at: datetime($at)}))
RETURN applied
