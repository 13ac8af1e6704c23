// The bridge's roles in Neo4j Enterprise and Aura. Neo4j Community has no roles: every user may do everything, so give the bridge a
// database of its own there, and reach it from nowhere else.
//
// Run it in the database "system", as an administrator, with the name of the bridge's database for neo4j:
//   cypher-shell -d system -f deploy/roles/neo4j.cypher
// Then make a user for each role: CREATE USER bridge_runner SET PASSWORD '…' CHANGE NOT REQUIRED; GRANT ROLE bridge_runner TO bridge_runner;

// Runs everything but migrate: reads and writes the graph, and makes names that are new in it.
CREATE ROLE bridge_runner IF NOT EXISTS;
GRANT ACCESS ON DATABASE neo4j TO bridge_runner;
GRANT MATCH {*} ON GRAPH neo4j TO bridge_runner;
GRANT WRITE ON GRAPH neo4j TO bridge_runner;
GRANT NAME MANAGEMENT ON DATABASE neo4j TO bridge_runner;
// ingest, import-kg-edges and adopt make the constraint and the indexes of an edge type that is new.
GRANT CREATE CONSTRAINT ON DATABASE neo4j TO bridge_runner;
GRANT CREATE INDEX ON DATABASE neo4j TO bridge_runner;
GRANT SHOW CONSTRAINT ON DATABASE neo4j TO bridge_runner;
GRANT SHOW INDEX ON DATABASE neo4j TO bridge_runner;
// A statement whose caller has gone is ended by SHOW TRANSACTIONS and TERMINATE TRANSACTIONS. Everyone may do so with their own; these
// are for bridges that log in as other users of the role.
GRANT SHOW TRANSACTION (*) ON DATABASE neo4j TO bridge_runner;
GRANT TERMINATE TRANSACTION (*) ON DATABASE neo4j TO bridge_runner;

// Migrates: the same, and may drop what a later version replaces.
CREATE ROLE bridge_migrator IF NOT EXISTS AS COPY OF bridge_runner;
GRANT DROP CONSTRAINT ON DATABASE neo4j TO bridge_migrator;
GRANT DROP INDEX ON DATABASE neo4j TO bridge_migrator;
