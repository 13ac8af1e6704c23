-- Rows that PostgreSQL refused, the latest first, and how many there are in all.
SELECT count(*) OVER () AS "Count",
       kind || ' ' || left(row_id, 200)
           || CASE relation WHEN '' THEN '' ELSE ' (' || left(relation, 200) || ')' END || ': ' || left(reason, @text) AS "Reason"
FROM mirror_rejects
ORDER BY id DESC
LIMIT @limit
