using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Backfill;

/// <summary>What the outputs of tool calls say about the version that ran.</summary>
internal sealed class ToolCallOutputs(NpgsqlDataSource postgres)
{
    private static readonly IReadOnlyList<NamedVersion> Nothing = [];

    /// <summary>By run id; runs that name no version are left out. Several rows of one id give several.</summary>
    public async Task<Func<string?, IReadOnlyList<NamedVersion>>> ReadAsync(IEnumerable<string?> runIds,
        CancellationToken cancellationToken)
    {
        // PostgreSQL holds no U+0000, so that no row can have such an id.
        var ids = runIds.OfType<string>().Where(id => Identifier.Refusal(id) is null).Distinct(StringComparer.Ordinal).ToArray();
        if (ids.Length == 0) return _ => Nothing;
        var rows = await postgres.ReadAsync<Row>("Backfill/tool-calls.sql",
            new { ids, key = Columns.KeyCut, json = Columns.MaxJsonBytes }, cancellationToken).ConfigureAwait(false);
        var named = rows.ToLookup(row => row.Id, row => row.SourceArtifactId is null ? NamedVersion.Unreadable
            : new NamedVersion(row.SourceArtifactId, row.SourceVersion ?? 0), StringComparer.Ordinal);
        return id => id is not null && named.Contains(id) ? [.. named[id]] : Nothing;
    }

    private sealed record Row(string Id, string? SourceArtifactId, long? SourceVersion);
}
