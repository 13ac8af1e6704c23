CREATE TRIGGER bridge_keep_settled BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {schema}.bridge_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER bridge_keep_settled
