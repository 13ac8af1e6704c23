-- What waits in the inbox, and for how long the oldest has, by this server's clock.
SELECT count(*) AS "Entries", extract(epoch FROM clock_timestamp() - min(enqueued_at))::double precision AS "Seconds"
FROM bridge_inbox
