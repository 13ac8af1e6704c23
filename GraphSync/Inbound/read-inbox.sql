-- The oldest entries: @limit of them, and no more than about @bytes of ids. Their presence is the work: nothing is remembered of those
-- read before.
SELECT id AS "Id", source_table AS "SourceTable", row_id AS "RowId"
FROM (
    SELECT id, source_table, row_id, sum(octet_length(row_id)) OVER (ORDER BY id) - octet_length(row_id) AS bytes_before
    FROM (SELECT id, source_table, row_id FROM bridge_inbox ORDER BY id LIMIT @limit) oldest
) entry
WHERE bytes_before < @bytes
ORDER BY id
