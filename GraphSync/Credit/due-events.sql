-- Events that may pay and have not been dealt with, in the order in which they are paid. An id is read no further than it takes to see
-- that it is too long.
SELECT left(w.id, @key) AS "Id", w.event_type AS "EventType"
FROM world_model_improvements w
WHERE w.event_type IN ('model_version_promoted', 'edge_economic_event')
  AND NOT EXISTS (SELECT FROM credit_events c WHERE c.event_id = w.id)
ORDER BY w.detected_at, w.id COLLATE "C"
