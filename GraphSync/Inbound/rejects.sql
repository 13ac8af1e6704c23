-- What is put aside, the latest first.
SELECT source_table AS "SourceTable", left(row_id, @text) AS "RowId", reason AS "Reason", at AS "At"
FROM bridge_inbox_rejects
ORDER BY at DESC, source_table, row_id COLLATE "C"
LIMIT @limit
