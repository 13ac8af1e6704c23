-- Rows that were put aside on either way, the latest first.
(SELECT source_table AS "Where", left(row_id, @text) AS "RowId", left(reason, @text) AS "Reason", at AS "At"
 FROM bridge_inbox_rejects ORDER BY at DESC LIMIT @limit)
UNION ALL
(SELECT 'mirror: ' || kind, left(row_id, @text), left(reason, @text), created_at
 FROM mirror_rejects ORDER BY id DESC LIMIT @limit)
ORDER BY "At" DESC
LIMIT @limit
