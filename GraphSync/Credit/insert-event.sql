-- The first statement of a payment: whoever comes second inserts nothing and pays nothing.
INSERT INTO credit_events (event_id, status, reason, pool_utok, processed_at)
VALUES (@EventId, @Status, @Reason, @PoolUtok, @At)
ON CONFLICT (event_id) DO NOTHING
