// Where the job `j` goes on: beyond this edge_id. Edges that came late and lie behind it send it back to the start.
CASE WHEN j.late_from <= j.cursor THEN '' ELSE j.cursor END
