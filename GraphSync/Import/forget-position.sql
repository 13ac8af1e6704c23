DELETE FROM bridge_import
