-- The versions that @ids descend from, themselves included, with what each of them names and who owns that. Text is read no further than
-- it takes to see that it is too long (@key).
WITH RECURSIVE lineage AS (
    SELECT left(artifact_id, @key) AS artifact_id, left(model_id, @key) AS model_id, version_number, left(trained_by, @key) AS trained_by,
           left(parent_version_id, @key) AS parent_version_id, left(eval_dataset_artifact_id, @key) AS eval_dataset_artifact_id,
           left(benchmark_id, @key) AS benchmark_id
    FROM model_versions
    WHERE artifact_id = ANY(@ids)
    UNION
    SELECT left(p.artifact_id, @key), left(p.model_id, @key), p.version_number, left(p.trained_by, @key), left(p.parent_version_id, @key),
           left(p.eval_dataset_artifact_id, @key), left(p.benchmark_id, @key)
    FROM lineage l
    JOIN model_versions p ON p.artifact_id = l.parent_version_id
)
SELECT v.artifact_id AS "Id",
       v.model_id AS "ModelId",
       v.version_number AS "Number",
       nullif(v.trained_by, '') AS "Owner",
       nullif(v.parent_version_id, '') AS "ParentId",
       nullif(v.eval_dataset_artifact_id, '') AS "DatasetId",
       d.id IS NOT NULL OR da.id IS NOT NULL AS "HasDataset",
       left(coalesce(nullif(d.created_by, ''), nullif(da.created_by, '')), @key) AS "DatasetOwner",
       CASE WHEN nullif(d.created_by, '') IS NULL THEN 'artifacts' ELSE 'datasets' END AS "DatasetTable",
       nullif(v.benchmark_id, '') AS "BenchmarkId",
       b.id IS NOT NULL AS "HasBenchmark",
       left(nullif(b.created_by, ''), @key) AS "BenchmarkOwner"
FROM lineage v
LEFT JOIN datasets d ON d.id = v.eval_dataset_artifact_id
LEFT JOIN artifacts da ON da.id = v.eval_dataset_artifact_id
LEFT JOIN artifacts b ON b.id = v.benchmark_id
ORDER BY v.artifact_id COLLATE "C"
