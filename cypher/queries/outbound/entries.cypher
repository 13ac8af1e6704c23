// Which changes of edges are still to be mirrored?
//
// parameters:
//   $limit: integer = 10  -- entries at most
// columns:
//   id: string
//   edge_type: string  -- empty where there are only deltas
//   edge_ids: list<string>
//   delta_ids: list<string>
// order: id
// index: Outbox(id); an entry's presence is the work, so all of it is read
// access: read
MATCH (o:Outbox)
WHERE o.id > ''
RETURN o.id AS id, coalesce(o.edge_type, '') AS edge_type, o.edge_ids AS edge_ids, coalesce(o.delta_ids, []) AS delta_ids
ORDER BY o.id
LIMIT $limit
