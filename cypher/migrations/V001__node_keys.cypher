// The nodes that GraphProvenance keeps, each with one key. Per-type constraints stand in schema/edge-type.cypher.
CREATE CONSTRAINT model_version_id IF NOT EXISTS FOR (n:ModelVersion) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT dataset_id IF NOT EXISTS FOR (n:Dataset) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT benchmark_id IF NOT EXISTS FOR (n:Benchmark) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT eval_run_id IF NOT EXISTS FOR (n:EvalRun) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT agent_id IF NOT EXISTS FOR (n:Agent) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT edge_type_name IF NOT EXISTS FOR (n:EdgeType) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT lease_job IF NOT EXISTS FOR (n:Lease) REQUIRE n.job IS UNIQUE;
CREATE CONSTRAINT outbox_id IF NOT EXISTS FOR (n:Outbox) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT rescore_job_id IF NOT EXISTS FOR (n:RescoreJob) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT rescore_pass_id IF NOT EXISTS FOR (n:RescorePass) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT rescore_delta_id IF NOT EXISTS FOR (n:RescoreDelta) REQUIRE n.id IS UNIQUE;
CREATE INDEX model_version_model IF NOT EXISTS FOR (n:ModelVersion) ON (n.model_id);
CREATE INDEX rescore_job_parent IF NOT EXISTS FOR (n:RescoreJob) ON (n.parent_id);
CREATE INDEX rescore_job_status IF NOT EXISTS FOR (n:RescoreJob) ON (n.status);
CREATE INDEX rescore_pass_started IF NOT EXISTS FOR (n:RescorePass) ON (n.started_at);
CREATE INDEX rescore_delta_edge IF NOT EXISTS FOR (n:RescoreDelta) ON (n.edge_id);
CREATE INDEX rescore_delta_pass IF NOT EXISTS FOR (n:RescoreDelta) ON (n.pass_id);
