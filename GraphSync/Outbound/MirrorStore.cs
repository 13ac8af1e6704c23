using System.Text.Json;
using Dapper;
using GraphQueries.Outbound;
using GraphSync.Leases;
using GraphSync.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace GraphSync.Outbound;

/// <summary>
/// Writes a batch of edges and deltas in one transaction: COPY into staging tables, then upsert. A batch that PostgreSQL refuses is
/// halved down to the bad row, which is put aside with its reason.
/// </summary>
internal sealed class MirrorStore(NpgsqlDataSource postgres, Fence fence)
{
    /// <returns>How many rows were put aside.</returns>
    public async Task<int> WriteAsync(IReadOnlyList<MirrorEdgeRow> edges, IReadOnlyList<MirrorDelta> deltas, CancellationToken cancellationToken)
    {
        if (edges.Count + deltas.Count == 0) return 0;
        try
        {
            return await WriteTogetherAsync(edges, deltas, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsAboutRows(e))
        {
            if (edges.Count + deltas.Count == 1)
            {
                await PutAsideAsync(edges.Count == 1 ? "edge" : "delta", edges.Count == 1 ? edges[0].Id : deltas[0].Id, e.Message,
                    edges.Count == 1 ? edges[0] : deltas[0] with { Pass = deltas[0].Pass with { Ids = [], EdgeIds = [], OldConfidences = [], NewConfidences = [], Classes = [], Instants = [] } }, cancellationToken).ConfigureAwait(false);
                return 1;
            }
        }
        // An edge's deltas stay with it while there are other edges to part from.
        if (edges.Count <= 1)
        {
            var refused = await WriteAsync(edges, [], cancellationToken).ConfigureAwait(false);
            foreach (var delta in deltas) refused += await WriteAsync([], [delta], cancellationToken).ConfigureAwait(false);
            return refused;
        }
        var half = edges.Count / 2;
        var first = edges.Take(half).ToList();
        var ids = first.Select(edge => edge.Id).ToHashSet(StringComparer.Ordinal);
        return await WriteAsync(first, [.. deltas.Where(d => d.EdgeId is not null && ids.Contains(d.EdgeId))], cancellationToken).ConfigureAwait(false)
            + await WriteAsync([.. edges.Skip(half)], [.. deltas.Where(d => d.EdgeId is null || !ids.Contains(d.EdgeId))], cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> WriteTogetherAsync(IReadOnlyList<MirrorEdgeRow> edges, IReadOnlyList<MirrorDelta> deltas, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        await fence.VerifyAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, transaction, "Outbound/staging.sql", cancellationToken).ConfigureAwait(false);
        var doubled = 0;
        if (edges.Count > 0)
        {
            await CopyEdgesAsync(connection, edges, cancellationToken).ConfigureAwait(false);
            doubled = await ExecuteAsync(connection, transaction, "Outbound/reject-duplicates.sql", cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, transaction, "Outbound/upsert-edges.sql", cancellationToken).ConfigureAwait(false);
        }
        if (deltas.Count > 0)
        {
            await CopyDeltasAsync(connection, deltas, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, transaction, "Outbound/insert-deltas.sql", cancellationToken).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return doubled;
    }

    private static Task<int> ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string file, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(Sql.Load(file), transaction: transaction, cancellationToken: cancellationToken));

    private static async Task CopyEdgesAsync(NpgsqlConnection connection, IReadOnlyList<MirrorEdgeRow> edges, CancellationToken cancellationToken)
    {
        var copy = await connection.BeginBinaryImportAsync("COPY bridge_stage_edges FROM STDIN (FORMAT BINARY)", cancellationToken).ConfigureAwait(false);
        await using var _ = copy.ConfigureAwait(false);
        foreach (var edge in edges)
        {
            await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
            await WriteTextAsync(copy, edge.Id, cancellationToken).ConfigureAwait(false);
            await WriteTextAsync(copy, edge.SourceId, cancellationToken).ConfigureAwait(false);
            await WriteTextAsync(copy, edge.SourceType, cancellationToken).ConfigureAwait(false);
            await WriteTextAsync(copy, edge.Relation, cancellationToken).ConfigureAwait(false);
            await WriteTextAsync(copy, edge.TargetId, cancellationToken).ConfigureAwait(false);
            await WriteTextAsync(copy, edge.TargetType, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, edge.Confidence, NpgsqlDbType.Double, cancellationToken).ConfigureAwait(false);
            await WriteTextAsync(copy, edge.SourceArtifactId, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, ToInt(edge.SourceVersion), NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(edge.ProvenanceUnknown, NpgsqlDbType.Boolean, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(edge.SenateReviewFlag, NpgsqlDbType.Boolean, cancellationToken).ConfigureAwait(false);
            await WriteTextAsync(copy, edge.InferenceInput, cancellationToken).ConfigureAwait(false);
            await WriteTextAsync(copy, edge.RescoredByArtifactId, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, ToInt(edge.RescoredVersion), NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, ToInstant(edge.RescoredAt), NpgsqlDbType.TimestampTz, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, ToInstant(edge.CreatedAt), NpgsqlDbType.TimestampTz, cancellationToken).ConfigureAwait(false);
        }
        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task CopyDeltasAsync(NpgsqlConnection connection, IReadOnlyList<MirrorDelta> deltas, CancellationToken cancellationToken)
    {
        var copy = await connection.BeginBinaryImportAsync("COPY bridge_stage_deltas FROM STDIN (FORMAT BINARY)", cancellationToken).ConfigureAwait(false);
        await using var _ = copy.ConfigureAwait(false);
        foreach (var delta in deltas)
        {
            await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
            foreach (var text in (string?[])[delta.Id, delta.EdgeId, delta.Pass.PassId, delta.Pass.PromotionId, delta.Pass.ParentId, delta.Pass.ChildId, delta.Pass.Scorer, delta.Class])
                await WriteTextAsync(copy, text, cancellationToken).ConfigureAwait(false);
            foreach (var number in (double?[])[delta.OldConfidence, delta.NewConfidence, delta.Delta])
                await WriteAsync(copy, number, NpgsqlDbType.Double, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, delta.At?.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken).ConfigureAwait(false);
        }
        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task PutAsideAsync(string kind, string id, string reason, object row, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        // PostgreSQL's text cannot hold U+0000; JSON escapes it in the row, and here it is shown.
        var parameters = new { kind, rowId = id.Replace("\0", "␀", StringComparison.Ordinal), reason = reason.Replace("\0", "␀", StringComparison.Ordinal), row = JsonSerializer.Serialize(row, row.GetType()) };
        await connection.ExecuteAsync(new CommandDefinition(Sql.Load("Outbound/put-aside.sql"), parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Data that PostgreSQL cannot take: classes 21, 22, 23 and 54, or text that has no UTF-8 form.</summary>
    private static bool IsAboutRows(Exception e) => e switch
    {
        PostgresException p => p.SqlState[..2] is "21" or "22" or "23" or "54",
        System.Text.EncoderFallbackException or FormatException or OverflowException => true,
        _ => false,
    };

    private static int? ToInt(long? value) => value is { } number ? checked((int)number) : null;

    private static DateTime? ToInstant(string? text) => text is null ? null
        : Instants.Parse(text.Split('[')[0]).UtcDateTime;

    private static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? value, CancellationToken cancellationToken) =>
        value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, NpgsqlDbType.Text, cancellationToken);

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancellationToken) where T : struct =>
        value is { } given ? copy.WriteAsync(given, type, cancellationToken) : copy.WriteNullAsync(cancellationToken);
}
