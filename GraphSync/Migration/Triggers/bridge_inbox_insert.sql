CREATE TRIGGER bridge_inbox_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {schema}.bridge_enqueue('{name}')
