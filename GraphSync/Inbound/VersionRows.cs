using GraphQueries.Inbound;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Inbound;

/// <summary>Model versions as PostgreSQL has them, with the columns that the graph takes.</summary>
internal static class VersionRows
{
    public const string Versions = "model_versions";
    public const string Artifacts = "artifacts";

    private const string Bad = "bad_";
    private const string Scorer = "scorer";

    // Ids and what becomes an id in the graph, and the path or address of a scorer.
    private static readonly string[] KeyColumns =
        ["model_id", "parent_version_id", "trained_by", "eval_dataset_artifact_id", "benchmark_id", "scorer"];
    private static readonly string[] InstantColumns = ["promoted_at", "created_at"];

    /// <summary>All columns by name. Ids without a row in <c>model_versions</c> and <c>artifacts</c> are left out, and so are rows that
    /// the graph could not take, which are named with what is wrong.</summary>
    public static async Task<ReadRows<IReadOnlyDictionary<string, object?>>> ReadAsync(NpgsqlDataSource postgres,
        IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var read = await ReadRows<dynamic>.ReadAsync(Versions, ids, part => postgres.ReadAsync<dynamic>("Inbound/versions.sql",
            new { ids = part.ToArray(), key = Columns.KeyCut, text = Columns.MaxTextCharacters }, cancellationToken)).ConfigureAwait(false);
        var rows = read.Rows.Select(row => (IDictionary<string, object?>)row).Select(row => (Row: row, Fault: Fault(row))).ToList();
        return new ReadRows<IReadOnlyDictionary<string, object?>>(
            [.. rows.Where(row => row.Fault is null).Select(row => Properties(row.Row))],
            [.. read.Faults, .. rows.Select(row => row.Fault).OfType<RowFault>()]);
    }

    /// <summary>What rescoring asks of a version.</summary>
    public static KnownVersionRow Known(IReadOnlyDictionary<string, object?> row) => new((string)row["id"]!, (string)row["model_id"]!,
        (int)row["version_number"]!, (string?)row[Scorer], (double?)row["quality_score"]);

    private static RowFault? Fault(IDictionary<string, object?> row)
    {
        var id = (string)row["id"]!;
        if (Columns.Finite(Artifacts, id, "quality_score", (double?)row["quality_score"]) is { } quality)
            return new RowFault(Artifacts, id, quality);
        var reason = Columns.Key(Versions, id, "artifact_id", id)
            ?? KeyColumns.Select(column => Columns.Key(Versions, id, column, (string?)row[column])).FirstOrDefault(f => f is not null)
            ?? InstantColumns.Select(column => Columns.Instant(Versions, id, column, (string?)row[Bad + column]))
                .FirstOrDefault(fault => fault is not null);
        return reason is null ? null : new RowFault(Versions, id, reason);
    }

    private static Dictionary<string, object?> Properties(IDictionary<string, object?> row) =>
        row.Where(column => !column.Key.StartsWith(Bad, StringComparison.Ordinal))
            .ToDictionary(column => column.Key, Value, StringComparer.Ordinal);

    private static object? Value(KeyValuePair<string, object?> column) => column switch
    {
        { Value: DateTime instant } => new DateTimeOffset(instant),
        { Key: Scorer, Value: string scorer } => Redaction.Of(scorer),
        _ => column.Value,
    };
}
