SELECT coalesce(sum(edges), 0)::bigint AS "All",
       coalesce(sum(edges) FILTER (WHERE done_at IS NOT NULL), 0)::bigint AS "Done",
       count(*) FILTER (WHERE done_at IS NULL) AS "Remaining"
FROM backfill_slices
WHERE run = @run
