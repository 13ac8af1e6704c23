CREATE TRIGGER bridge_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {schema}.bridge_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER bridge_append_only
