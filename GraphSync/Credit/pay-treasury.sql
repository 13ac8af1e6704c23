-- The treasury has neither cap nor heat.
INSERT INTO wallets AS w (agent_id, balance_utok, heat_utok)
VALUES (@agent, @amount, 0)
ON CONFLICT (agent_id) DO UPDATE SET balance_utok = coalesce(w.balance_utok, 0) + excluded.balance_utok
