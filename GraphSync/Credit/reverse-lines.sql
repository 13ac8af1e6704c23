-- Takes every line of an event back with a line of its own; one agent, one line.
INSERT INTO wallet_ledger (id, event_id, agent_id, amount_utok, kind, detail, created_at)
SELECT event_id || ':' || agent_id || ':reversal', event_id, agent_id, -sum(amount_utok), 'reversal', jsonb_build_object('why', @Why::text), @At
FROM wallet_ledger
WHERE event_id = @EventId
GROUP BY event_id, agent_id
