SELECT scriptname::text FROM bridge_migrations
