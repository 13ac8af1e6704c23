INSERT INTO backfill_slices (run, edge_type, after_id, last_id, edges, planned_at)
SELECT @run, slice.edge_type, slice.after_id, slice.last_id, slice.edges, clock_timestamp()
FROM unnest(@types, @afters, @lasts, @edges) WITH ORDINALITY AS slice (edge_type, after_id, last_id, edges, place)
ORDER BY slice.place
