-- Why nothing can be written here; null when it can.
SELECT CASE WHEN pg_is_in_recovery() THEN 'is a read-only standby: name its primary'
    WHEN current_setting('transaction_read_only')::boolean
    THEN 'is read-only (default_transaction_read_only is on): RESET that of the database or the role, or name another server' END
