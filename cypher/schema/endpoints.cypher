// The key of endpoints, whatever label and property the settings name.
CREATE CONSTRAINT IF NOT EXISTS FOR (node:KgNode) REQUIRE node.id IS UNIQUE;
