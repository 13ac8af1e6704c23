-- Events whose lines do not add up: to the pool when it was paid, to 0 when it was reversed, and then what it had paid to the pool; and
-- lines of no event.
WITH line AS (
    SELECT event_id, sum(amount_utok) AS total, coalesce(sum(amount_utok) FILTER (WHERE kind <> @reversal), 0) AS paid
    FROM wallet_ledger
    GROUP BY event_id
)
SELECT count(*) OVER () AS "Count",
       left(coalesce(c.event_id, l.event_id), 200) AS "Id",
       coalesce(c.status || ' of ' || c.pool_utok, c.status, 'no event') AS "Said",
       coalesce(l.total, 0)::text
           || CASE WHEN c.status = @reversed THEN ', ' || coalesce(l.paid, 0) || ' of them paid' ELSE '' END AS "Lines"
FROM credit_events c
FULL JOIN line l ON l.event_id = c.event_id
WHERE coalesce(l.total, 0) IS DISTINCT FROM CASE WHEN c.status = @paid THEN c.pool_utok WHEN c.status IN (@reversed, @refused) THEN 0 END
   OR c.status = @reversed AND coalesce(l.paid, 0) IS DISTINCT FROM c.pool_utok
ORDER BY 2
LIMIT @limit
