// The record of applied migrations, made before the first of them.
CREATE CONSTRAINT bridge_migration_version IF NOT EXISTS FOR (n:BridgeMigration) REQUIRE n.version IS UNIQUE;
