-- Ends the sessions that keep @Pid waiting: transactions that a paused or cut-off predecessor has left open.
SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM unnest(pg_blocking_pids(@Pid)) AS pid
