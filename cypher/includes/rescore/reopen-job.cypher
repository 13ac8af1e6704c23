// Tells the job `j` that `edges` edges have come to stand under its parent, of which `edge_id` is the smallest. A job that is done has
// more to do now. The lock comes first: several writers may tell one job at once.
SET j.id = j.id
WITH j, edge_id, edges
SET j.late_from = CASE WHEN j.late_from IS NULL OR edge_id < j.late_from THEN edge_id ELSE j.late_from END,
  j.edges_left = coalesce(j.edges_left, 0) + edges,
  j.stalled = false, j.status = CASE j.status WHEN 'done' THEN 'queued' ELSE j.status END
