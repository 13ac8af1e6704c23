CREATE TRIGGER bridge_keep_settled_row BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {schema}.bridge_refuse_resettling();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER bridge_keep_settled_row
