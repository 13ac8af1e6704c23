CREATE TRIGGER bridge_append_only_row BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {schema}.bridge_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER bridge_append_only_row
