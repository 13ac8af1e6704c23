// What is still to be mirrored to PostgreSQL?
MATCH (o:Outbox)
RETURN o.edge_type AS type, count(o) AS entries, sum(size(o.edge_ids)) AS edges, min(o.created_at) AS oldest
ORDER BY type
