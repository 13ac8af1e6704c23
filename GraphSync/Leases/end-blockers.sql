-- Ends the bridge's sessions that keep @Pid waiting: transactions that a paused or cut-off predecessor has left open. @Names are the
-- application names that bridges have; the session of somebody who looks at bridge_lease by hand is waited for.
SELECT count(*) FILTER (WHERE pg_terminate_backend(blocker.pid))
FROM unnest(pg_blocking_pids(@Pid)) AS blocker (pid)
JOIN pg_stat_activity a ON a.pid = blocker.pid
WHERE split_part(a.application_name, ':', 1) = ANY (@Names) OR a.application_name = ANY (@Names)
