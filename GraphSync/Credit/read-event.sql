-- An event that has been dealt with.
SELECT event_id AS "EventId", status AS "Status", reason AS "Reason", pool_utok AS "PoolUtok", flows::text AS "Flows", processed_at AS "ProcessedAt"
FROM credit_events
WHERE event_id = @EventId
