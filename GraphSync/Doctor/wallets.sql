-- Wallets that do not hold what their lines add up to, and lines of agents that have none.
SELECT count(*) OVER () AS "Count",
       left(coalesce(w.agent_id, l.agent_id), 200) AS "Id",
       coalesce(w.balance_utok::text, 'nothing') AS "Said",
       coalesce(l.total, 0)::text AS "Lines"
FROM wallets w
FULL JOIN (SELECT agent_id, sum(amount_utok) AS total FROM wallet_ledger GROUP BY agent_id) l ON l.agent_id = w.agent_id
WHERE coalesce(w.balance_utok, 0) <> coalesce(l.total, 0)
ORDER BY 2
LIMIT @limit
