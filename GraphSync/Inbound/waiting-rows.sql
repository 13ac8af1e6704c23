-- The rows of some tables that wait in the inbox, each once.
SELECT DISTINCT row_id FROM bridge_inbox WHERE source_table = ANY (@tables)
