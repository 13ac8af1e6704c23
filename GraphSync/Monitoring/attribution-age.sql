SELECT max(counted_at) AS "CountedAt" FROM bridge_attribution
