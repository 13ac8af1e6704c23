-- Raises the epoch. FOR UPDATE waits for every transaction that was fenced with the old one (see fence.sql).
INSERT INTO bridge_lease (job, epoch) VALUES (@Job, 0) ON CONFLICT (job) DO NOTHING;
SELECT run FROM bridge_lease WHERE job = @Job FOR UPDATE;
UPDATE bridge_lease
SET epoch = epoch + 1, run = @Run, holder = @Holder, backend_pid = pg_backend_pid(), heartbeat_at = clock_timestamp()
WHERE job = @Job
RETURNING epoch;
