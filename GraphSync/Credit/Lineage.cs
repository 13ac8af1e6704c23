using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Credit;

/// <summary>Model versions as PostgreSQL has them, with what each of them rests on.</summary>
internal sealed class Lineage
{
    private readonly IReadOnlyDictionary<string, Version> _versions;
    private readonly ILookup<string, EvalRun> _runs;

    private Lineage(IEnumerable<Version> versions, IEnumerable<EvalRun> runs)
    {
        _versions = versions.ToDictionary(v => v.Id, StringComparer.Ordinal);
        _runs = runs.ToLookup(r => r.VersionId, StringComparer.Ordinal);
    }

    /// <summary>The versions in it.</summary>
    public IEnumerable<string> Ids => _versions.Keys;

    /// <summary>Reads versions and all that they descend from; ids that no version has are left out.</summary>
    public static async Task<Lineage> ReadAsync(NpgsqlDataSource postgres, string[] ids, CancellationToken cancellationToken)
    {
        var limits = new { ids, key = Columns.KeyCut };
        var versions = await postgres.ReadAsync<Version>("Credit/lineage.sql", limits, cancellationToken).ConfigureAwait(false);
        var asked = new { ids = versions.Select(v => v.Id).ToArray(), key = Columns.KeyCut, json = Columns.MaxJsonBytes };
        var runs = await postgres.ReadAsync<EvalRun>("Credit/eval-runs.sql", asked, cancellationToken).ConfigureAwait(false);
        return new Lineage(versions, runs);
    }

    /// <summary>What a version names and PostgreSQL does not have; null when all is there.</summary>
    public string? Missing() => _versions.Values.Select(Missing).FirstOrDefault(missing => missing is not null);

    /// <summary>What one of the rows holds that cannot be read or that no index takes; null when all is well.</summary>
    public string? Fault() => _versions.Values.Select(Fault).Concat(_runs.SelectMany(runs => runs).Select(Fault))
        .FirstOrDefault(fault => fault is not null);

    /// <summary>Whether that version is there.</summary>
    public bool Has(string version) => _versions.ContainsKey(version);

    /// <summary>A version's own contribution, then those that it relied on.</summary>
    public IEnumerable<Contribution> Contributions() => _versions.Values.SelectMany(Contributions);

    private string? Missing(Version v) => v switch
    {
        { DatasetId: not null, HasDataset: false } => $"the dataset '{v.DatasetId}' of version '{v.Id}' does not exist",
        { BenchmarkId: not null, HasBenchmark: false } => $"the benchmark '{v.BenchmarkId}' of version '{v.Id}' does not exist",
        { ParentId: not null } when !_versions.ContainsKey(v.ParentId) =>
            $"the parent version '{v.ParentId}' of version '{v.Id}' does not exist",
        _ => null,
    };

    private static string? Fault(Version v)
    {
        const string table = Inbound.VersionRows.Versions;
        return Columns.Key(table, v.Id, "artifact_id", v.Id) ?? Columns.Key(table, v.Id, "model_id", v.ModelId)
            ?? Columns.Key(table, v.Id, "parent_version_id", v.ParentId) ?? Columns.Key(table, v.Id, "trained_by", v.Owner)
            ?? Columns.Key(table, v.Id, "eval_dataset_artifact_id", v.DatasetId) ?? Columns.Key(table, v.Id, "benchmark_id", v.BenchmarkId)
            ?? Columns.Key(v.DatasetTable, v.DatasetId ?? "", "created_by", v.DatasetOwner)
            ?? Columns.Key(Inbound.VersionRows.Artifacts, v.BenchmarkId ?? "", "created_by", v.BenchmarkOwner);
    }

    private static string? Fault(EvalRun run)
    {
        const string table = Inbound.Promotion.Table;
        return Columns.Key(table, run.Id, "id", run.Id) ?? Columns.Json(table, run.Id, "detection_metadata", run.MetadataBytes)
            ?? Columns.Key(table, run.Id, "eval_runner", run.Owner);
    }

    private IEnumerable<Contribution> Contributions(Version v)
    {
        yield return Own(v, null);
        if (v.DatasetId is not null) yield return new Contribution(v.Id, "dataset", "Dataset", v.DatasetId, v.DatasetOwner);
        if (v.BenchmarkId is not null) yield return new Contribution(v.Id, "benchmark", "Benchmark", v.BenchmarkId, v.BenchmarkOwner);
        foreach (var run in _runs[v.Id]) yield return new Contribution(v.Id, "eval_run", "EvalRun", run.Id, run.Owner);
        if (v.ParentId is not null) yield return Own(_versions[v.ParentId], v.Id);
    }

    private static Contribution Own(Version v, string? reliedOnBy) =>
        new(reliedOnBy, reliedOnBy is null ? null : "parent", "ModelVersion", v.Id, v.Owner) { ModelId = v.ModelId, Number = v.Number };

    private sealed record Version
    {
        public required string Id { get; init; }
        public required string ModelId { get; init; }
        public required int Number { get; init; }
        public string? Owner { get; init; }
        public string? ParentId { get; init; }
        public string? DatasetId { get; init; }
        public bool HasDataset { get; init; }
        public string? DatasetOwner { get; init; }

        /// <summary>Where that owner stands.</summary>
        public required string DatasetTable { get; init; }

        public string? BenchmarkId { get; init; }
        public bool HasBenchmark { get; init; }
        public string? BenchmarkOwner { get; init; }
    }

    private sealed record EvalRun(string Id, string VersionId, string? Owner, int? MetadataBytes);
}

/// <summary>A version itself, or something that it relied on.</summary>
/// <param name="Version">The relying version; null for a version itself.</param>
/// <param name="Role">dataset, benchmark, eval_run or parent; null for a version itself.</param>
/// <param name="Kind">The label.</param>
/// <param name="Id">The contribution's id.</param>
/// <param name="Owner">Agent id; null when nobody is named.</param>
internal sealed record Contribution(string? Version, string? Role, string Kind, string Id, string? Owner)
{
    public string? ModelId { get; init; }
    public long? Number { get; init; }
}
