DELETE FROM bridge_inbox WHERE id = ANY (@ids)
