-- An event that has been dealt with. Its reason is read as far as it is shown.
SELECT event_id AS "EventId", status AS "Status", left(reason, @text) AS "Reason", pool_utok AS "PoolUtok", flows::text AS "Flows",
       bridge_instant(processed_at) AS "ProcessedAt"
FROM credit_events
WHERE event_id = @EventId
