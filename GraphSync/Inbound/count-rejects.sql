SELECT count(*) FROM bridge_inbox_rejects
