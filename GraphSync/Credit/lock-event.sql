-- An event's status, kept from others until the transaction ends.
SELECT status FROM credit_events WHERE event_id = @EventId FOR UPDATE
