INSERT INTO backfill_slices (run, edge_types, after_id, last_id, edges, planned_at)
SELECT @run, ARRAY(SELECT json_array_elements_text(slice.edge_types::json)), slice.after_id, slice.last_id, slice.edges, clock_timestamp()
FROM unnest(@types, @afters, @lasts, @edges) WITH ORDINALITY AS slice (edge_types, after_id, last_id, edges, place)
ORDER BY slice.place
