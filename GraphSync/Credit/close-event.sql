-- A reversed event stays dealt with: it is not due again.
UPDATE credit_events SET status = 'reversed', reason = @Why, processed_at = @At WHERE event_id = @EventId
