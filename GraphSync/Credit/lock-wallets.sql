-- Keeps wallets from others until the transaction ends. Payments and reversals lock all of theirs by this statement, the treasury's
-- included, and so in one order: two never wait for each other.
SELECT FROM wallets WHERE agent_id = ANY(@agents) ORDER BY agent_id COLLATE "C" FOR UPDATE
