-- A row that PostgreSQL refused, with its reason.
INSERT INTO mirror_rejects (kind, row_id, relation, reason, "row")
VALUES (@kind, @rowId, @relation, @reason, @row)
ON CONFLICT (kind, md5(row_id), md5(relation)) DO UPDATE SET reason = excluded.reason, "row" = excluded."row", created_at = now()
