-- Rows that were put aside and have been worked since.
DELETE FROM bridge_inbox_rejects r
USING unnest(@tables::text[], @ids::text[]) AS w (source_table, row_id)
WHERE r.source_table = w.source_table AND md5(r.row_id) = md5(w.row_id) AND r.row_id = w.row_id
