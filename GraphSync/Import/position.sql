SELECT after_id FROM bridge_import
