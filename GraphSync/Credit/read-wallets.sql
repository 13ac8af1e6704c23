-- Wallets that are there: what they hold and how hot they are. A day that nobody can reckon with comes as text.
SELECT agent_id AS "AgentId",
       coalesce(balance_utok, 0) AS "BalanceUtok",
       coalesce(heat_utok, 0) AS "HeatUtok",
       CASE WHEN isfinite(heat_day) THEN heat_day - DATE '1970-01-01' END AS "HeatDay",
       CASE WHEN NOT isfinite(heat_day) THEN heat_day::text END AS "BadHeatDay"
FROM wallets
WHERE agent_id = ANY(@agents)
