-- Wallets that were hotter than their cap when they were last paid, by their own rule, else everyone's. A rule that makes no sense pays
-- nobody: it counts as the one that there is without any.
SELECT left(w.agent_id, 200) AS "AgentId",
       w.heat_utok AS "HeatUtok",
       CASE WHEN isfinite(w.heat_day) AND w.heat_day BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'
           THEN w.heat_day::timestamp END AS "HeatDay",
       w.heat_day::text AS "Day",
       rule.cap AS "CapUtok",
       rule.decay AS "DecayPpmPerDay"
FROM wallets w
LEFT JOIN demurrage_rules own ON own.agent_id = w.agent_id
LEFT JOIN demurrage_rules every ON every.agent_id = '*' AND own.agent_id IS NULL
CROSS JOIN LATERAL (SELECT
    CASE WHEN coalesce(own.cap_utok, every.cap_utok) >= 0
        THEN coalesce(own.cap_utok, every.cap_utok) ELSE @cap END AS cap,
    CASE WHEN coalesce(own.decay_ppm_per_day, every.decay_ppm_per_day) BETWEEN 0 AND 1000000
        THEN coalesce(own.decay_ppm_per_day, every.decay_ppm_per_day) ELSE @decay END AS decay) rule
WHERE w.agent_id <> @treasury AND (w.heat_utok > rule.cap OR w.heat_utok < 0)
ORDER BY w.heat_utok DESC
LIMIT @limit
