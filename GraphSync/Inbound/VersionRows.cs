using GraphQueries.Inbound;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Inbound;

/// <summary>Model versions as PostgreSQL has them, with the columns that the graph takes.</summary>
internal static class VersionRows
{
    /// <summary>All columns by name; ids without a row in <c>model_versions</c> and <c>artifacts</c> are left out.</summary>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> ReadAsync(NpgsqlConnection connection,
        IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        var asked = new { ids = ids.ToArray() };
        var rows = await connection.ReadAsync<dynamic>("Inbound/versions.sql", asked, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => Columns((IDictionary<string, object?>)row))];
    }

    /// <summary>What rescoring asks of a version.</summary>
    public static KnownVersionRow Known(IReadOnlyDictionary<string, object?> row) => new((string)row["id"]!, (string)row["model_id"]!,
        (int)row["version_number"]!, (string?)row["scorer"], (double?)row["quality_score"]);

    private static Dictionary<string, object?> Columns(IDictionary<string, object?> row) => row.ToDictionary(column => column.Key,
        column => column.Value is DateTime instant ? new DateTimeOffset(instant) : column.Value, StringComparer.Ordinal);
}
