-- A row that PostgreSQL refused, with its reason.
INSERT INTO mirror_rejects (kind, row_id, reason, "row")
VALUES (@kind, @rowId, @reason, @row)
ON CONFLICT (kind, row_id) DO UPDATE SET reason = excluded.reason, "row" = excluded."row", created_at = now()
