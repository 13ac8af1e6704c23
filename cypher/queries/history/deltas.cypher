// What happened to the confidences of these edges, from the first change on?
//
// parameters:
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']
// columns:
//   id: string
//   edge_id: string
//   at: instant
//   generation: integer  -- counts the edges that had this id one after another, from 1
//   class: string
//   old_confidence: float
//   new_confidence: float
//   was_flagged: boolean  -- whether the edge waited for review before the change
//   pass_id: string
//   promotion_id: string?
//   parent_id: string?  -- the version before
//   child_id: string?  -- the version that the edge stands under since
//   child_version: integer?  -- that version's number
// order: edge_id, then seq, in which the changes were made
// index: RescoreDelta(edge_id, seq), RescorePass(id), ModelVersion(id)
// access: read
UNWIND $edge_ids AS edge_id
MATCH (d:RescoreDelta {edge_id: edge_id})
USING INDEX SEEK d:RescoreDelta(edge_id, seq)
WHERE d.seq > 0
OPTIONAL MATCH (p:RescorePass {id: d.pass_id})
OPTIONAL MATCH (v:ModelVersion {id: d.child_id})
RETURN d.id AS id, edge_id, d.at AS at, d.generation AS generation, d.class AS class, d.old_confidence AS old_confidence,
  d.new_confidence AS new_confidence, coalesce(d.was_flagged, false) AS was_flagged, d.pass_id AS pass_id,
  p.promotion_id AS promotion_id, p.parent_id AS parent_id, d.child_id AS child_id,
  toIntegerOrNull(v.version_number) AS child_version
ORDER BY edge_id, d.seq
