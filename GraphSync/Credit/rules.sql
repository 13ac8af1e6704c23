-- The agents' own rules and the one for everyone else, as far as there are any.
SELECT agent_id AS "AgentId", cap_utok AS "CapUtok", decay_ppm_per_day AS "DecayPpmPerDay"
FROM demurrage_rules
WHERE agent_id = ANY(@agents) OR agent_id = '*'
