// Which changes of edges are still to be mirrored? Of what a client has put into an entry, only lists of ids count.
//
// parameters:
//   $after: string = ''  -- the id that they follow; empty from the beginning
//   $limit: integer = 50  -- entries at most
// columns:
//   id: string
//   edge_type: string  -- empty where there are only deltas
//   edge_ids: list<string>
//   element_ids: list<string>  -- in parallel: where each edge stood; empty when the entry does not say
//   delta_ids: list<string>
//   review_ids: list<string>
// order: id
// index: Outbox(id); an entry's presence is the work, so all of it is read
// access: read
MATCH (o:Outbox)
WHERE o.id > $after
RETURN o.id AS id, CASE WHEN o.edge_type IS :: STRING NOT NULL THEN o.edge_type ELSE '' END AS edge_type,
  CASE WHEN o.edge_ids IS :: LIST<STRING NOT NULL> NOT NULL THEN o.edge_ids ELSE [] END AS edge_ids,
  CASE WHEN o.element_ids IS :: LIST<STRING NOT NULL> NOT NULL THEN o.element_ids ELSE [] END AS element_ids,
  CASE WHEN o.delta_ids IS :: LIST<STRING NOT NULL> NOT NULL THEN o.delta_ids ELSE [] END AS delta_ids,
  CASE WHEN o.review_ids IS :: LIST<STRING NOT NULL> NOT NULL THEN o.review_ids ELSE [] END AS review_ids
ORDER BY o.id
LIMIT $limit
