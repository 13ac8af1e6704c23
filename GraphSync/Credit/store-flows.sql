-- What the payment was made by; shares and caps are known only once the wallets are locked.
UPDATE credit_events SET flows = @Flows::jsonb WHERE event_id = @EventId
