// How far is each promotion, and why does one wait?
MATCH (j:RescoreJob)
OPTIONAL MATCH (p:RescorePass {promotion_id: j.id})
WITH j, p ORDER BY p.started_at
RETURN j.detected_at AS detected, j.id AS promotion, j.parent_id + ' → ' + j.child_id AS versions, j.status AS status, j.reason AS reason,
  j.edges_left AS edges_left, collect(p.edges) AS edges_a_pass, sum(p.flagged) AS flagged
ORDER BY detected, promotion
