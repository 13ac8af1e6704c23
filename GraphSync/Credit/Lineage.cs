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
        var versions = await postgres.ReadAsync<Version>("Credit/lineage.sql", new { ids }, cancellationToken).ConfigureAwait(false);
        ids = [.. versions.Select(v => v.Id)];
        var runs = await postgres.ReadAsync<EvalRun>("Credit/eval-runs.sql", new { ids }, cancellationToken).ConfigureAwait(false);
        return new Lineage(versions, runs);
    }

    /// <summary>What a version names and PostgreSQL does not have; null when all is there.</summary>
    public string? Missing() => _versions.Values.Select(Missing).FirstOrDefault(missing => missing is not null);

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
        public string? BenchmarkId { get; init; }
        public bool HasBenchmark { get; init; }
        public string? BenchmarkOwner { get; init; }
    }

    private sealed record EvalRun(string Id, string VersionId, string Owner);
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
