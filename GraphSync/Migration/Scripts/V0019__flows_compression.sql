-- A large walk's flows are stored in half the time so. PostgreSQL 13 cannot, nor can a server that was built without it: it stays as it is.
DO $$
BEGIN
    EXECUTE 'ALTER TABLE credit_events ALTER COLUMN flows SET COMPRESSION lz4';
EXCEPTION WHEN syntax_error OR feature_not_supported THEN
    NULL;
END
$$;
