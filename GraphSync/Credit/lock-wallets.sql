-- Keeps wallets from others until the transaction ends; in one order, so that two never wait for each other.
SELECT FROM wallets WHERE agent_id = ANY(@agents) ORDER BY agent_id COLLATE "C" FOR UPDATE
