// What did the last pass do? The largest changes first.
MATCH (p:RescorePass)
WITH p ORDER BY p.started_at DESC LIMIT 1
MATCH (d:RescoreDelta {pass_id: p.id})
RETURN d.edge_id AS edge, d.edge_type AS type, d.old_confidence AS before, d.new_confidence AS after, d.delta AS delta, d.class AS class
ORDER BY abs(d.delta) DESC, edge
LIMIT 100
