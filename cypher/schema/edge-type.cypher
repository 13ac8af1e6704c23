// What one registered edge type needs. Rendered for the type; left unnamed, since a name would have to be unique over types.
CREATE CONSTRAINT IF NOT EXISTS FOR ()-[r:KG_EDGE]-() REQUIRE r.edge_id IS UNIQUE;
CREATE INDEX IF NOT EXISTS FOR ()-[r:KG_EDGE]-() ON (r.source_artifact_id, r.edge_id);
CREATE INDEX IF NOT EXISTS FOR ()-[r:KG_EDGE]-() ON (r.rescored_by_artifact_id, r.edge_id);
CREATE INDEX IF NOT EXISTS FOR ()-[r:KG_EDGE]-() ON (r.source_artifact_id, r.confidence);
CREATE INDEX IF NOT EXISTS FOR ()-[r:KG_EDGE]-() ON (r.rescored_by_artifact_id, r.confidence);
CREATE INDEX IF NOT EXISTS FOR ()-[r:KG_EDGE]-() ON (r.senate_review_flag);
CREATE INDEX IF NOT EXISTS FOR ()-[r:KG_EDGE]-() ON (r.senate_review_flag, r.edge_id);
