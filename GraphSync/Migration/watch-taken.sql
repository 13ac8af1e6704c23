-- Notes with which triggers in place a table was taken whole.
INSERT INTO bridge_watch (source_table, signature) VALUES (@table, @signature)
ON CONFLICT (source_table) DO UPDATE SET signature = EXCLUDED.signature, taken_at = now()
