#!/bin/sh
# Run by PostgreSQL's image when it makes its database: the roles, with the passwords that the environment holds.
# In a database that exists already: docker compose exec postgres sh /docker-entrypoint-initdb.d/roles.sh
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --no-psqlrc --quiet -v ON_ERROR_STOP=1 <<'SQL'
\i /roles/postgres.sql
\set migrator `printenv BRIDGE_MIGRATOR_PASSWORD`
\set runner `printenv BRIDGE_RUNNER_PASSWORD`
ALTER ROLE bridge_migrator PASSWORD :'migrator';
ALTER ROLE bridge_runner PASSWORD :'runner';
SQL
