-- Who was paid, reversals taken off. Sums may be greater than a bigint.
SELECT l.agent_id AS "AgentId", sum(l.amount_utok) AS "AmountUtok"
FROM wallet_ledger l
JOIN world_model_improvements w ON w.id = l.event_id
WHERE w.event_type = 'model_version_promoted'
  AND (@version::text IS NULL OR w.target_artifact_id = @version)
  AND (@promotion::text IS NULL OR w.id = @promotion)
GROUP BY l.agent_id
HAVING sum(l.amount_utok) <> 0
ORDER BY sum(l.amount_utok) DESC, l.agent_id COLLATE "C"
LIMIT @limit OFFSET @skip
