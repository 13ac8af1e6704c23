-- The oldest entries. Their presence is the work: nothing is remembered of those read before.
SELECT id AS "Id", source_table AS "SourceTable", row_id AS "RowId"
FROM bridge_inbox
ORDER BY id
LIMIT @limit
