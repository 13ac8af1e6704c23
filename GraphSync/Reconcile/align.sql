-- What the mirror gives a row once and never changes, as the graph says it: the relation, and since when the edge is.
UPDATE kg_edges k
SET relation = g.relation, created_at = coalesce(g.created_at, k.created_at), updated_at = now()
FROM unnest(@ids, @relations, @createdAts::text[]::timestamptz[]) AS g (id, relation, created_at)
WHERE k.id = g.id AND (k.relation, k.created_at) IS DISTINCT FROM (g.relation, coalesce(g.created_at, k.created_at))
