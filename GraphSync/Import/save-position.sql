INSERT INTO bridge_import (after_id) VALUES (@after)
ON CONFLICT (only_row) DO UPDATE SET after_id = excluded.after_id, saved_at = now()
