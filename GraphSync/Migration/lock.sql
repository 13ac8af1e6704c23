-- One migrates, the others wait, however long that takes.
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL statement_timeout = 0;
SELECT pg_advisory_xact_lock(@LockKey)
