CREATE TRIGGER bridge_inbox_row AFTER INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {schema}.bridge_enqueue_row('{name}')
