-- Ends the session that holds the job's advisory lock if it has shown no life for @StaleSeconds by this server's clock:
-- neither a heartbeat nor, so that one who has just got the lock is spared, any other statement.
SELECT count(*) FILTER (WHERE pg_terminate_backend(l.pid))
FROM pg_locks l
JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
LEFT JOIN pg_stat_activity a ON a.pid = l.pid
LEFT JOIN bridge_lease b ON b.job = @Job
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.classid::bigint = @KeyHigh AND l.objid::bigint = @KeyLow
  AND coalesce(b.heartbeat_at < clock_timestamp() - make_interval(secs => @StaleSeconds), true)
  AND coalesce(a.state_change < clock_timestamp() - make_interval(secs => @StaleSeconds), true)
