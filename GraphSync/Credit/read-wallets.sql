-- How hot wallets are that are there.
SELECT agent_id AS "AgentId",
       coalesce(heat_utok, 0) AS "HeatUtok",
       (heat_day - DATE '1970-01-01') AS "HeatDay"
FROM wallets
WHERE agent_id = ANY(@agents)
