-- The last count of a day stands.
INSERT INTO bridge_attribution AS a (day, method, edges, counted_at)
SELECT (@at AT TIME ZONE 'UTC')::date, counted.method, counted.edges, @at
FROM unnest(@methods, @edges) AS counted (method, edges)
ON CONFLICT (day, method) DO UPDATE SET edges = excluded.edges, counted_at = excluded.counted_at
