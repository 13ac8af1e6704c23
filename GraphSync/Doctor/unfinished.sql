-- Backfills and imports that were begun before an instant and have not come to their end.
SELECT format('backfill of %s: %s slices are open', left(run, 100), count(*)) AS work
FROM backfill_slices
WHERE done_at IS NULL
GROUP BY run
HAVING max(planned_at) < @before
UNION ALL
SELECT format('import-kg-edges: it stands at %s', left(after_id, 100)) FROM bridge_import WHERE saved_at < @before
ORDER BY 1
LIMIT 100
