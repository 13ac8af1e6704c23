-- An event's ledger lines.
SELECT agent_id AS "AgentId", amount_utok AS "AmountUtok", kind AS "Kind"
FROM wallet_ledger
WHERE event_id = @EventId
ORDER BY kind, agent_id COLLATE "C"
