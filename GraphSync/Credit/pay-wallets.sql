-- Adds to balances, and notes how hot each wallet is now; the treasury has neither cap nor heat. In the order of lock-wallets.
INSERT INTO wallets AS w (agent_id, balance_utok, heat_utok, heat_day)
SELECT p.agent_id, p.amount_utok, p.heat_utok, CASE WHEN p.agent_id <> @treasury THEN DATE '1970-01-01' + p.heat_day END
FROM unnest(@agents::text[], @amounts::bigint[], @heats::bigint[], @days::int[]) AS p (agent_id, amount_utok, heat_utok, heat_day)
ORDER BY p.agent_id COLLATE "C"
ON CONFLICT (agent_id) DO UPDATE
SET balance_utok = coalesce(w.balance_utok, 0) + excluded.balance_utok,
    heat_utok = CASE WHEN w.agent_id = @treasury THEN w.heat_utok ELSE excluded.heat_utok END,
    heat_day = CASE WHEN w.agent_id = @treasury THEN w.heat_day ELSE excluded.heat_day END
