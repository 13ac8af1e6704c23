// A job `j` as RescoreJobRow. One that has begun and has edges left is first in line, one whose last pass changed nothing is last.
j.id AS id, j.parent_id AS parent_id, j.child_id AS child_id, j.status AS status, j.reason AS reason, j.detected_at AS detected_at,
coalesce(j.edges_left, 0) AS edges_left, j.passes AS passes, j.failures AS failures, coalesce(j.unscored, 0) AS unscored,
// include: rescore/cursor
AS cursor, coalesce(j.is_let_pass, false) AS is_let_pass,
CASE WHEN j.stalled THEN 2 WHEN j.passes > j.failures AND j.edges_left > 0 THEN 0 ELSE 1 END AS rank
