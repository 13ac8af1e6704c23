// What did these versions rely on, and who is behind it? One row for each thing relied on and each of its owners; a version that relied on
// nothing has one row, and so has one that the graph does not know.
//
// parameters:
//   $versions: list<string> = ['lr_v2']
// columns:
//   id: string  -- the version's
//   model_id: string?  -- null where the version is not real
//   version_number: integer?
//   title: string?
//   quality_score: float?
//   trained_by: string?  -- agent
//   promoted_at: instant?
//   parent_version_id: string?
//   eval_dataset_artifact_id: string?
//   benchmark_id: string?
//   kind: string?  -- ModelVersion, Dataset, Benchmark or EvalRun; null where it relied on nothing
//   relied_on: string?  -- its id
//   owner: string?  -- agent
// order: id, kind, relied_on, owner
// index: ModelVersion(id)
// access: read
UNWIND $versions AS id
OPTIONAL MATCH (v:ModelVersion {id: id})
OPTIONAL MATCH (v)-[:RELIED_ON]->(n)
OPTIONAL MATCH (n)-[:OWNED_BY]->(a:Agent)
RETURN id, toStringOrNull(v.model_id) AS model_id, toIntegerOrNull(v.version_number) AS version_number,
  toStringOrNull(v.title) AS title, toFloatOrNull(v.quality_score) AS quality_score, toStringOrNull(v.trained_by) AS trained_by,
  v.promoted_at AS promoted_at, toStringOrNull(v.parent_version_id) AS parent_version_id,
  toStringOrNull(v.eval_dataset_artifact_id) AS eval_dataset_artifact_id, toStringOrNull(v.benchmark_id) AS benchmark_id,
  head([label IN labels(n) WHERE label IN ['ModelVersion', 'Dataset', 'Benchmark', 'EvalRun']]) AS kind,
  toStringOrNull(n.id) AS relied_on, toStringOrNull(a.id) AS owner
ORDER BY id, kind, relied_on, owner
