// Clears an edge's flag: the Senate lets its confidence stand.
//
// parameters:
//   $edge_type: string = 'CtD'  -- the type's name, for the outbox
//   $edge_id: string = 'lr_v1:625f5f386dc21e9b'  -- of this type
//   $outbox_id: string = '1f0c'  -- this call's own; a run whose answer was lost is known by it
//   $at: instant = '2026-01-01T00:00:00Z'
// columns:
//   cleared: integer  -- 0 when somebody else had cleared the flag already
// index: edge_id of the type, Outbox(id)
// edges: each type
// access: write
MATCH ()-[r:KG_EDGE {edge_id: $edge_id}]->()
USING INDEX SEEK r:KG_EDGE(edge_id)
SET r.edge_id = r.edge_id
WITH r, EXISTS { (:Outbox {id: $outbox_id}) } AS done
WHERE done OR r.senate_review_flag = true
SET r.senate_review_flag = false
MERGE (o:Outbox {id: $outbox_id})
ON CREATE SET o += {edge_type: $edge_type, edge_ids: [$edge_id], element_ids: [elementId(r)], delta_ids: [], created_at: datetime($at)}
RETURN count(*) AS cleared
