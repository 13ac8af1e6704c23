-- One edge id in two types: the row that kg_edges holds stays, the other is put aside.
WITH duplicates AS (
    DELETE FROM bridge_stage_edges s
    USING kg_edges k
    WHERE k.id = s.id AND k.relation IS DISTINCT FROM s.relation
    RETURNING s.*, k.relation AS held_by
)
INSERT INTO mirror_rejects (kind, row_id, relation, reason, "row")
SELECT 'edge', id, coalesce(relation, ''), format('edge id %L is held by an edge of type %L already: give one of them another edge_id', id, held_by),
    to_jsonb(duplicates)::text
FROM duplicates
ON CONFLICT (kind, md5(row_id), md5(relation)) DO UPDATE SET reason = excluded.reason, "row" = excluded."row", created_at = now()
