-- What waits in PostgreSQL. Counting ends at @limit; the age is in seconds, by this server's clock.
SELECT (SELECT count(*) FROM (SELECT FROM bridge_inbox LIMIT @limit) entry) AS "InboxEntries",
       (SELECT extract(epoch FROM clock_timestamp() - enqueued_at)::double precision FROM bridge_inbox ORDER BY id LIMIT 1)
           AS "InboxAge",
       (SELECT count(*) FROM (SELECT FROM mirror_rejects LIMIT @limit) reject) AS "MirrorRejects",
       (SELECT count(*) FROM (SELECT FROM bridge_inbox_rejects LIMIT @limit) reject) AS "PutAsideRows"
