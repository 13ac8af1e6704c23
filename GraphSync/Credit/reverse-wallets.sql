-- Takes the amounts off the wallets, in the order in which payments lock them; heat stays.
INSERT INTO wallets AS w (agent_id, balance_utok, heat_utok)
SELECT l.agent_id, l.amount_utok, 0
FROM wallet_ledger l
WHERE l.event_id = @EventId AND l.kind = 'reversal'
ORDER BY l.agent_id COLLATE "C"
ON CONFLICT (agent_id) DO UPDATE SET balance_utok = coalesce(w.balance_utok, 0) + excluded.balance_utok
