-- Wallets that are there, kept from others until the transaction ends; in one order, so that two never wait for each other.
SELECT agent_id AS "AgentId",
       coalesce(heat_utok, 0) AS "HeatUtok",
       (heat_day - DATE '1970-01-01') AS "HeatDay"
FROM wallets
WHERE agent_id = ANY(@agents)
ORDER BY agent_id COLLATE "C"
FOR UPDATE
