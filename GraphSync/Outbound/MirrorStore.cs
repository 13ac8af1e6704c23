using GraphQueries.Outbound;
using GraphSync.Batching;
using GraphSync.Leases;
using GraphSync.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace GraphSync.Outbound;

/// <summary>
/// Writes a batch of edges and deltas in one transaction: COPY into staging tables, then upsert. What PostgreSQL refuses is put aside
/// with its reason.
/// </summary>
internal sealed class MirrorStore(NpgsqlDataSource postgres, Fence fence)
{
    /// <returns>How many rows were put aside.</returns>
    public async Task<int> WriteAsync(IReadOnlyList<MirrorEdgeRow> edges, IReadOnlyList<MirrorDelta> deltas,
        CancellationToken cancellationToken)
    {
        var rejected = 0;
        await WriteAsync(MirrorItem.Of(edges, deltas)).ConfigureAwait(false);
        return rejected;

        Task WriteAsync(IReadOnlyList<MirrorItem> items) => BatchBisection.RunAsync(items, async part =>
            rejected += await WriteTogetherAsync(part, cancellationToken).ConfigureAwait(false), (e, _) => IsAboutRows(e), RefuseAsync);

        async Task RefuseAsync(MirrorItem item, Exception e)
        {
            // An edge's deltas stay with it while there are other edges to part from.
            if (item.Parts() is { Count: > 1 } parts) await WriteAsync(parts).ConfigureAwait(false);
            else
            {
                await PutAsideAsync(item, e.Message, cancellationToken).ConfigureAwait(false);
                rejected++;
            }
        }
    }

    private Task<int> WriteTogetherAsync(IReadOnlyList<MirrorItem> items, CancellationToken cancellationToken) =>
        postgres.InTransactionAsync(async (connection, transaction) =>
        {
            Task<int> RunAsync(string file) => connection.RunAsync($"Outbound/{file}.sql", null, cancellationToken, transaction);
            await fence.VerifyAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            await RunAsync("staging").ConfigureAwait(false);
            var duplicates = 0;
            if (items.Select(item => item.Edge).OfType<MirrorEdgeRow>().ToList() is { Count: > 0 } edges)
            {
                await CopyEdgesAsync(connection, edges, cancellationToken).ConfigureAwait(false);
                duplicates = await RunAsync("reject-duplicates").ConfigureAwait(false);
                await RunAsync("upsert-edges").ConfigureAwait(false);
            }
            if (items.SelectMany(item => item.Deltas).ToList() is { Count: > 0 } deltas)
            {
                await CopyDeltasAsync(connection, deltas, cancellationToken).ConfigureAwait(false);
                await RunAsync("insert-deltas").ConfigureAwait(false);
            }
            return duplicates;
        }, cancellationToken);

    private static async Task CopyEdgesAsync(NpgsqlConnection connection, IReadOnlyList<MirrorEdgeRow> edges,
        CancellationToken cancellationToken)
    {
        const string statement = "COPY bridge_stage_edges FROM STDIN (FORMAT BINARY)";
        var copy = await connection.BeginBinaryImportAsync(statement, cancellationToken).ConfigureAwait(false);
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

    private static async Task CopyDeltasAsync(NpgsqlConnection connection, IReadOnlyList<MirrorDelta> deltas,
        CancellationToken cancellationToken)
    {
        const string statement = "COPY bridge_stage_deltas FROM STDIN (FORMAT BINARY)";
        var copy = await connection.BeginBinaryImportAsync(statement, cancellationToken).ConfigureAwait(false);
        await using var _ = copy.ConfigureAwait(false);
        foreach (var delta in deltas)
        {
            await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
            var pass = delta.Pass;
            string?[] texts =
                [delta.Id, delta.EdgeId, pass.PassId, pass.PromotionId, pass.ParentId, pass.ChildId, pass.Scorer, delta.Class];
            foreach (var text in texts)
                await WriteTextAsync(copy, text, cancellationToken).ConfigureAwait(false);
            foreach (var number in (double?[])[delta.OldConfidence, delta.NewConfidence, delta.Delta])
                await WriteAsync(copy, number, NpgsqlDbType.Double, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, delta.At?.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken).ConfigureAwait(false);
        }
        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task PutAsideAsync(MirrorItem item, string reason, CancellationToken cancellationToken)
    {
        // PostgreSQL's text cannot hold U+0000; JSON escapes it in the row, and here it is shown.
        static string Shown(string text) => text.Replace("\0", "␀", StringComparison.Ordinal);
        var (kind, id, relation, row) = item.Describe();
        var parameters = new { kind, rowId = Shown(id), relation = Shown(relation), reason = Shown(reason), row };
        return postgres.RunAsync("Outbound/put-aside.sql", parameters, cancellationToken);
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
        : Instants.Parse(text).UtcDateTime;

    private static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? value, CancellationToken cancellationToken) =>
        value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, NpgsqlDbType.Text, cancellationToken);

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancellationToken)
        where T : struct =>
        value is { } given ? copy.WriteAsync(given, type, cancellationToken) : copy.WriteNullAsync(cancellationToken);
}
