-- The last days that were counted, the first of them first.
SELECT to_char(day, 'YYYY-MM-DD') AS "Day", method AS "Method", edges AS "Edges"
FROM bridge_attribution
WHERE day IN (SELECT DISTINCT day FROM bridge_attribution ORDER BY day DESC LIMIT @days)
ORDER BY day, method
