-- Who works under a lease and has shown life within @stale seconds; no row for nobody.
SELECT coalesce(holder, run) FROM bridge_lease
WHERE job = @job AND run IS NOT NULL AND heartbeat_at > clock_timestamp() - make_interval(secs => @stale)
