-- Ledger lines; their ids say what they are, so that no line can be written twice.
INSERT INTO wallet_ledger (id, event_id, agent_id, amount_utok, kind, detail, created_at)
SELECT @EventId || ':' || l.agent_id || ':' || l.kind, @EventId, l.agent_id, l.amount_utok, l.kind, l.detail::jsonb, @At
FROM unnest(@agents::text[], @amounts::bigint[], @kinds::text[], @details::text[]) AS l (agent_id, amount_utok, kind, detail)
