-- Shows that the holder lives. The pid tells a pooler that moved the session to another backend, away from its lock.
UPDATE bridge_lease SET heartbeat_at = clock_timestamp()
WHERE job = @Job AND epoch = @Epoch AND backend_pid = pg_backend_pid()
