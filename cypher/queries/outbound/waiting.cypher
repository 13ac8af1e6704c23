// Which of these edges are still to be mirrored?
//
// parameters:
//   $edge_ids: list<string> = ['example:1']
// columns:
//   edge_ids: list<string>  -- in no order
// index: Outbox(id); an entry's presence is the work, so all of it is read
// access: read
MATCH (o:Outbox)
WHERE o.id > '' AND coalesce(o.edge_ids IS :: LIST<STRING NOT NULL> NOT NULL, false)
UNWIND o.edge_ids AS edge_id
WITH DISTINCT edge_id
WHERE edge_id IN $edge_ids
RETURN collect(edge_id) AS edge_ids
