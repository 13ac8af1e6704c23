using GraphQueries.Outbound;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Leases;
using GraphSync.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace GraphSync.Outbound;

/// <summary>
/// Writes a batch of edges, deltas and decisions in one transaction: COPY into staging tables, then upsert. What PostgreSQL refuses is put
/// aside with its reason, whatever that is.
/// </summary>
internal sealed class MirrorStore(NpgsqlDataSource postgres, Fence fence)
{
    private readonly BatchSize _size = new(int.MaxValue);

    /// <returns>How many rows were written, and how many put aside.</returns>
    /// <exception cref="BadInputException">PostgreSQL refuses the statements themselves.</exception>
    public async Task<MirrorReport> WriteAsync(MirrorBatch batch, CancellationToken cancellationToken)
    {
        var report = new MirrorReport();
        await WriteAsync(MirrorItem.Of(batch.Edges, batch.Deltas, batch.Reviews)).ConfigureAwait(false);
        return report;

        Task WriteAsync(IReadOnlyList<MirrorItem> items) =>
            BatchBisection.RunAsync(items, WritePartAsync, MirrorFailure.IsAboutRows, RefuseAsync, _size);

        async Task WritePartAsync(IReadOnlyList<MirrorItem> part)
        {
            var duplicates = await WriteTogetherAsync(part, cancellationToken).ConfigureAwait(false);
            report += new MirrorReport(part.Count(item => item.Edge is not null) - duplicates, part.Sum(item => item.Deltas.Count),
                Rejected: duplicates);
        }

        async Task RefuseAsync(MirrorItem item, Exception e)
        {
            // An edge's deltas stay with it while there are other edges to part from.
            if (item.Parts() is { Count: > 1 } parts) await WriteAsync(parts).ConfigureAwait(false);
            else
            {
                await RequireStatementsAsync(item, cancellationToken).ConfigureAwait(false);
                await PutAsideAsync(item, e.Message, cancellationToken).ConfigureAwait(false);
                report += new MirrorReport(Rejected: 1);
            }
        }
    }

    /// <summary>Forgets what was put aside of edges, deltas and decisions that the graph no longer has.</summary>
    public Task<int> ForgetAsync(IReadOnlyList<(string Type, string Id)> edges, IReadOnlyList<string> deltas,
        IReadOnlyList<string> reviews, CancellationToken cancellationToken)
    {
        string[] types = [.. edges.Select(edge => MirrorItem.Shown(edge.Type))], ids = [.. edges.Select(edge => MirrorItem.Shown(edge.Id))];
        var gone = new
        {
            types,
            ids,
            deltas = deltas.Select(MirrorItem.Shown).ToArray(),
            reviews = reviews.Select(MirrorItem.Shown).ToArray(),
        };
        return RunFencedAsync("Outbound/forget-gone.sql", gone, cancellationToken);
    }

    /// <summary>Puts aside what could not be read.</summary>
    public Task PutAsideAsync(UnreadRow unread, CancellationToken cancellationToken) => PutAsideAsync(unread, null, cancellationToken);

    /// <summary>What PostgreSQL refuses without any row, such as a table that is gone, is no row's fault.</summary>
    private async Task RequireStatementsAsync(MirrorItem item, CancellationToken cancellationToken)
    {
        try
        {
            await WriteTogetherAsync([item], cancellationToken, withoutRows: true).ConfigureAwait(false);
        }
        catch (PostgresException e) when (MirrorFailure.IsAboutRows(e, 1))
        {
            throw new BadInputException($"PostgreSQL refuses to mirror, whatever the row ({e.SqlState}: {e.MessageText}): "
                + "correct that and run sync again. The outbox keeps the work.");
        }
    }

    /// <returns>How many edges were put aside since one of another type has their id.</returns>
    private Task<int> WriteTogetherAsync(IReadOnlyList<MirrorItem> items, CancellationToken cancellationToken, bool withoutRows = false) =>
        InTransactionAsync(async (connection, transaction) =>
        {
            Task<int> RunAsync(string file) => connection.RunAsync($"Outbound/{file}.sql", null, cancellationToken, transaction);
            await RunAsync("staging").ConfigureAwait(false);
            var duplicates = 0;
            if (items.Select(item => item.Edge).OfType<MirrorEdgeRow>().ToList() is { Count: > 0 } edges)
            {
                if (!withoutRows) await CopyEdgesAsync(connection, edges, cancellationToken).ConfigureAwait(false);
                duplicates = await RunAsync("reject-duplicates").ConfigureAwait(false);
                await RunAsync("upsert-edges").ConfigureAwait(false);
            }
            if (items.SelectMany(item => item.Deltas).ToList() is { Count: > 0 } deltas)
            {
                if (!withoutRows) await CopyDeltasAsync(connection, deltas, cancellationToken).ConfigureAwait(false);
                await RunAsync("insert-deltas").ConfigureAwait(false);
            }
            if (items.Select(item => item.Review).OfType<MirrorReviewRow>().ToList() is { Count: > 0 } reviews)
            {
                if (!withoutRows) await CopyReviewsAsync(connection, reviews, cancellationToken).ConfigureAwait(false);
                await RunAsync("upsert-reviews").ConfigureAwait(false);
            }
            return duplicates;
        }, cancellationToken);

    private Task<int> RunFencedAsync(string file, object parameters, CancellationToken cancellationToken) => InTransactionAsync(
        (connection, transaction) => connection.RunAsync(file, parameters, cancellationToken, transaction), cancellationToken);

    /// <summary>Work under the fence.</summary>
    private Task<int> InTransactionAsync(Func<NpgsqlConnection, NpgsqlTransaction, Task<int>> work, CancellationToken cancellationToken) =>
        postgres.InTransactionAsync(async (connection, transaction) =>
        {
            await fence.VerifyAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            return await work(connection, transaction).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Copies rows; <paramref name="write"/> writes the columns of one.</summary>
    private static async Task CopyAsync<T>(NpgsqlConnection connection, string statement, IReadOnlyList<T> rows,
        Func<NpgsqlBinaryImporter, T, Task> write, CancellationToken cancellationToken)
    {
        var copy = await connection.BeginBinaryImportAsync(statement, cancellationToken).ConfigureAwait(false);
        await using var _ = copy.ConfigureAwait(false);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
            await write(copy, row).ConfigureAwait(false);
        }
        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Task CopyEdgesAsync(NpgsqlConnection connection, IReadOnlyList<MirrorEdgeRow> edges,
        CancellationToken cancellationToken) =>
        CopyAsync(connection, "COPY bridge_stage_edges FROM STDIN (FORMAT BINARY)", edges, async (copy, edge) =>
        {
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
        }, cancellationToken);

    private static Task CopyDeltasAsync(NpgsqlConnection connection, IReadOnlyList<MirrorDelta> deltas,
        CancellationToken cancellationToken) =>
        CopyAsync(connection, "COPY bridge_stage_deltas FROM STDIN (FORMAT BINARY)", deltas, async (copy, delta) =>
        {
            var pass = delta.Pass;
            string?[] texts =
                [delta.Id, delta.EdgeId, pass.PassId, pass.PromotionId, pass.ParentId, pass.ChildId, pass.Scorer, delta.Class];
            foreach (var text in texts)
                await WriteTextAsync(copy, text, cancellationToken).ConfigureAwait(false);
            foreach (var number in (double?[])[delta.OldConfidence, delta.NewConfidence, delta.Delta])
                await WriteAsync(copy, number, NpgsqlDbType.Double, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, ToInstant(delta.At), NpgsqlDbType.TimestampTz, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static Task CopyReviewsAsync(NpgsqlConnection connection, IReadOnlyList<MirrorReviewRow> reviews,
        CancellationToken cancellationToken) =>
        CopyAsync(connection, "COPY bridge_stage_reviews FROM STDIN (FORMAT BINARY)", reviews, async (copy, v) =>
        {
            string?[] texts =
            [
                v.Id, v.EdgeId, v.Relation, v.Decision, v.Reviewer, v.Reason, v.DeltaId, v.PassId, v.PromotionId, v.Undoes, v.UndoneBy,
            ];
            foreach (var text in texts) await WriteTextAsync(copy, text, cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(v.Pins, NpgsqlDbType.Boolean, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, ToInt(v.Seq), NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, v.ConfidenceBefore, NpgsqlDbType.Double, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, v.Confidence, NpgsqlDbType.Double, cancellationToken).ConfigureAwait(false);
            await WriteAsync(copy, ToInstant(v.DecidedAt), NpgsqlDbType.TimestampTz, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private Task PutAsideAsync(MirrorItem item, string reason, CancellationToken cancellationToken)
    {
        var (kind, id, relation, row) = item.Describe();
        return PutAsideAsync(new UnreadRow(kind, id, relation, reason), row, cancellationToken);
    }

    private Task<int> PutAsideAsync(UnreadRow named, string? row, CancellationToken cancellationToken)
    {
        var (id, relation, reason) = (MirrorItem.Shown(named.Id), MirrorItem.Shown(named.Relation), MirrorItem.Shown(named.Reason));
        return RunFencedAsync("Outbound/put-aside.sql", new { kind = named.Kind, rowId = id, relation, reason, row }, cancellationToken);
    }

    private static int? ToInt(long? value) => value is { } number ? checked((int)number) : null;

    private static long? ToInstant(string? text) => text is null ? null : PostgresInstant.Of(Instants.Parse(text));

    private static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? value, CancellationToken cancellationToken) =>
        value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, NpgsqlDbType.Text, cancellationToken);

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancellationToken)
        where T : struct =>
        value is { } given ? copy.WriteAsync(given, type, cancellationToken) : copy.WriteNullAsync(cancellationToken);
}
