// What did a pass of a promotion do, an edge a place in the lists? Where the promotion has rescored an edge again since, it is left out.
//
// parameters:
//   $pass: string = 'p1#1'
//   $passes: list<string> = ['p1#1']  -- all passes of its promotion
//   $after: string = ''  -- the last delta id seen
//   $limit: integer = 10000  -- deltas looked at, at most
// columns:
//   looked_at: integer  -- deltas; fewer than $limit when there are no more
//   last_id: string?  -- the last of them; null when there is none
//   edge_ids: list<string>  -- those that count; all lists are parallel
//   edge_types: list<string>
//   old_confidences: list<float>
//   new_confidences: list<float>
//   classes: list<string>
// order: one row, its lists by delta id
// index: RescoreDelta(pass_id), RescoreDelta(edge_id, seq)
// access: read
MATCH (d:RescoreDelta {pass_id: $pass})
USING INDEX SEEK d:RescoreDelta(pass_id)
WHERE d.id > $after AND
  // include: rescore/is-of-rescoring
WITH d ORDER BY d.id LIMIT $limit
WITH d, EXISTS {
  MATCH (later:RescoreDelta {edge_id: d.edge_id})
  USING INDEX SEEK later:RescoreDelta(edge_id, seq)
  WHERE later.seq > d.seq AND later.edge_type = d.edge_type AND later.pass_id IN $passes AND
    // include: rescore/is-of-rescoring d=later
} AS is_superseded
WITH count(d) AS looked_at, max(d.id) AS last_id, collect(CASE WHEN NOT is_superseded THEN d END) AS deltas
RETURN looked_at, last_id, [d IN deltas | d.edge_id] AS edge_ids, [d IN deltas | d.edge_type] AS edge_types,
  [d IN deltas | d.old_confidence] AS old_confidences, [d IN deltas | d.new_confidence] AS new_confidences,
  [d IN deltas | d.class] AS classes
