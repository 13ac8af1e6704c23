-- The versions that @ids descend from, themselves included, with what each of them names and who owns that.
WITH RECURSIVE lineage AS (
    SELECT artifact_id, model_id, version_number, trained_by, parent_version_id, eval_dataset_artifact_id, benchmark_id
    FROM model_versions
    WHERE artifact_id = ANY(@ids)
    UNION
    SELECT p.artifact_id, p.model_id, p.version_number, p.trained_by, p.parent_version_id, p.eval_dataset_artifact_id, p.benchmark_id
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
       coalesce(nullif(d.created_by, ''), nullif(da.created_by, '')) AS "DatasetOwner",
       CASE WHEN nullif(d.created_by, '') IS NULL THEN 'artifacts' ELSE 'datasets' END AS "DatasetTable",
       nullif(v.benchmark_id, '') AS "BenchmarkId",
       b.id IS NOT NULL AS "HasBenchmark",
       nullif(b.created_by, '') AS "BenchmarkOwner"
FROM lineage v
LEFT JOIN datasets d ON d.id = v.eval_dataset_artifact_id
LEFT JOIN artifacts da ON da.id = v.eval_dataset_artifact_id
LEFT JOIN artifacts b ON b.id = v.benchmark_id
ORDER BY v.artifact_id COLLATE "C"
