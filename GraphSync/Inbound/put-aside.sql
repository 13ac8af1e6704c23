-- Puts rows aside with the reason, each once, however long its id is. What says the same already stays as it is.
INSERT INTO bridge_inbox_rejects AS r (source_table, row_id, reason)
SELECT DISTINCT ON (n.source_table, md5(n.row_id)) n.source_table, n.row_id, n.reason
FROM unnest(@tables::text[], @ids::text[], @reasons::text[]) AS n (source_table, row_id, reason)
ON CONFLICT (source_table, md5(row_id)) DO UPDATE SET row_id = excluded.row_id, reason = excluded.reason, at = now()
WHERE r.reason IS DISTINCT FROM excluded.reason
