GRANT USAGE, CREATE ON SCHEMA {schema} TO {role};
GRANT INSERT ON {schema}.bridge_inbox TO {role};
ALTER FUNCTION {schema}.bridge_enqueue() OWNER TO {role};
ALTER FUNCTION {schema}.bridge_enqueue_row() OWNER TO {role};
-- An owner of functions needs this only while it is given them.
REVOKE CREATE ON SCHEMA {schema} FROM {role};
