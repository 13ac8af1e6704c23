// The key of the graph that the demo finds.
CREATE CONSTRAINT hetionet_identifier IF NOT EXISTS FOR (n:Hetionet) REQUIRE n.identifier IS UNIQUE
