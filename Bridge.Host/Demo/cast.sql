-- Who and what stands behind the demo's models. The people are made up; the scores are the published AUROCs on DrugCentral.
INSERT INTO datasets (id, title, created_by) VALUES
    ('hetionet-v1', 'Hetionet v1.0 and its pre-releases, a slice', 'cora'),
    ('rephetio-pairs', 'Compound-disease pairs of Project Rephetio', 'carl');
INSERT INTO artifacts (id, artifact_type, title, created_by, quality_score) VALUES
    ('drugcentral-benchmark', 'benchmark', 'Indications of DrugCentral', 'ben', NULL),
    ('lr_v1', 'model', 'Logistic regression on four features', 'tess', 0.75),
    ('lr_v2', 'model', 'Logistic regression on eighteen features', 'tess', 0.90),
    ('rephetio-prior', 'model', 'Degree-preserving permutation prior', 'tess', 0.541043624436525),
    ('rephetio-ridge', 'model', 'Ridge regression of 2016-05-12', 'tess', 0.855099131959695);
INSERT INTO model_versions (artifact_id, model_id, version_number, parent_version_id, trained_by, eval_dataset_artifact_id, benchmark_id, scorer) VALUES
    ('lr_v1', 'lr', 1, NULL, 'tess', 'hetionet-v1', NULL, NULL),
    ('lr_v2', 'lr', 2, 'lr_v1', 'tess', 'hetionet-v1', 'drugcentral-benchmark', @lrV2Scorer),
    ('rephetio-prior', 'rephetio', 1, NULL, 'tess', 'rephetio-pairs', NULL, NULL),
    ('rephetio-ridge', 'rephetio', 2, 'rephetio-prior', 'tess', 'hetionet-v1', 'drugcentral-benchmark', NULL);
