-- A run that has slices left. Those of finished runs are of no use any more.
WITH finished AS (
    DELETE FROM backfill_slices s
    WHERE NOT EXISTS (SELECT FROM backfill_slices o WHERE o.run = s.run AND o.done_at IS NULL)
      AND s.planned_at < now() - interval '1 day'
)
SELECT run AS "Run", planned_at < @since AS "IsOlder"
FROM backfill_slices
WHERE done_at IS NULL
ORDER BY planned_at, run
LIMIT 1
