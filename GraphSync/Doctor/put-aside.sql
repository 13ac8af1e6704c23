-- Rows that cannot be carried into the graph, the latest first, and how many there are in all.
SELECT count(*) OVER () AS "Count", left(reason, @text) AS "Reason"
FROM bridge_inbox_rejects
ORDER BY at DESC, source_table, row_id COLLATE "C"
LIMIT @limit
