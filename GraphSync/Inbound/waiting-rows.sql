-- The rows of some tables that wait in the inbox, each once; those with ids that no index takes are not carried.
SELECT DISTINCT row_id FROM bridge_inbox WHERE source_table = ANY (@tables) AND octet_length(row_id) <= @most
