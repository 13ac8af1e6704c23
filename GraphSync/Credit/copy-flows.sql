-- As store-flows, from an event that was paid by the same walk; its shares are its own. No row when that event has no flows.
UPDATE credit_events e SET flows = o.flows || jsonb_build_object('shares', @Shares::jsonb)
FROM credit_events o
WHERE e.event_id = @EventId AND o.event_id = @Other AND o.flows IS NOT NULL
