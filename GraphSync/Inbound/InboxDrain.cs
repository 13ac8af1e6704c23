using GraphQueries.Inbound;
using GraphQueries.Rescore;
using GraphSync.Leases;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Inbound;

/// <summary>
/// Carries what PostgreSQL's triggers put into the inbox to the graph: model versions, and jobs for promotions. Entries are read
/// first, then the rows they point at; exactly the entries read are removed, after their effect has been committed.
/// </summary>
/// <remarks>
/// Rows of <c>datasets</c> and <c>edge_economic_event</c> events leave the inbox without effect: <c>credit</c> reads both in PostgreSQL
/// when it pays. They are watched all the same, so that what the graph takes of them may grow without anybody's triggers being made anew.
/// </remarks>
internal sealed class InboxDrain(FenceKeeper fences, PromotionIntake promotions, NpgsqlDataSource postgres)
{
    /// <summary>The lease that the drain stands under.</summary>
    public const string Job = "inbound";

    /// <summary>The tables whose rows become model versions.</summary>
    internal static readonly string[] VersionTables = ["artifacts", "model_versions"];
    internal static readonly string[] EventTables = ["world_model_improvements"];

    private const int BatchSize = 5_000;
    private static readonly TimeSpan LeaseTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Drains the inbox until it is empty.</summary>
    /// <param name="sinceHours">How far before the installation promotions are taken, in hours.</param>
    /// <param name="cancellationToken">Stops between batches; what has been taken has left the inbox.</param>
    /// <exception cref="BadInputException">Another bridge has been draining it all the while.</exception>
    public async Task<InboxReport> RunAsync(double sinceHours, CancellationToken cancellationToken)
    {
        var fence = await fences.EnterAsync(Job, LeaseTimeout, cancellationToken).ConfigureAwait(false)
            ?? throw new BadInputException("Another bridge has been draining the inbox for two minutes: wait for it, or stop it.");
        await using (fence.ConfigureAwait(false))
        {
            var report = new InboxReport();
            while (await TakeBatchAsync(fence, sinceHours, cancellationToken).ConfigureAwait(false) is { Entries: > 0 } batch)
                report += batch;
            await ReconsiderAsync(fence, sinceHours, cancellationToken).ConfigureAwait(false);
            return report;
        }
    }

    private async Task<InboxReport> TakeBatchAsync(Fence fence, double sinceHours, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var page = new { limit = BatchSize };
        var entries = await connection.ReadAsync<Entry>("Inbound/read-inbox.sql", page, cancellationToken).ConfigureAwait(false);
        if (entries.Count == 0) return new InboxReport();

        string[] Of(string[] tables) =>
            [.. entries.Where(e => tables.Contains(e.SourceTable)).Select(e => e.RowId).Distinct(StringComparer.Ordinal)];
        var rows = await VersionRows.ReadAsync(connection, Of(VersionTables), cancellationToken).ConfigureAwait(false);
        var versions = rows.Count == 0 ? 0 : fence.Require(await fence.Graph.WriteAsync(InboundQueries.Versions,
            new VersionsParameters(fence.Job, fence.Epoch, rows), cancellationToken).ConfigureAwait(false)).Versions;
        var jobs = await TakePromotionsAsync(fence, Of(EventTables), sinceHours, cancellationToken).ConfigureAwait(false);
        await RemoveAsync(connection, fence, [.. entries.Select(e => e.Id)], cancellationToken).ConfigureAwait(false);
        return new InboxReport(entries.Count, versions, jobs);
    }

    private async Task<int> TakePromotionsAsync(Fence fence, IReadOnlyCollection<string> ids, double sinceHours,
        CancellationToken cancellationToken)
    {
        var judged = await promotions.JudgeAsync(ids, sinceHours, [], cancellationToken).ConfigureAwait(false);
        if (judged.Count == 0) return 0;
        var rows = await promotions.RowsAsync(judged, cancellationToken).ConfigureAwait(false);
        var enqueue = new EnqueueParameters(fence.Job, fence.Epoch, rows);
        var enqueued = await fence.Graph.WriteAsync(RescoreQueries.Enqueue, enqueue, cancellationToken).ConfigureAwait(false);
        return fence.Require(enqueued).Created;
    }

    /// <summary>Looks again at those that could not run.</summary>
    private async Task ReconsiderAsync(Fence fence, double sinceHours, CancellationToken cancellationToken)
    {
        var ids = await promotions.ReconsideredAsync(cancellationToken).ConfigureAwait(false);
        await TakePromotionsAsync(fence, ids, sinceHours, cancellationToken).ConfigureAwait(false);
    }

    private static Task<int> RemoveAsync(NpgsqlConnection connection, Fence fence, long[] ids, CancellationToken cancellationToken) =>
        connection.InTransactionAsync(async transaction =>
        {
            await fence.VerifyAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            return await connection.RunAsync("Inbound/remove-entries.sql", new { ids }, cancellationToken, transaction)
                .ConfigureAwait(false);
        }, cancellationToken);

    private sealed record Entry(long Id, string SourceTable, string RowId);
}

/// <summary>What a drain did.</summary>
/// <param name="Entries">Inbox entries taken and removed.</param>
/// <param name="Versions">Model versions written to the graph.</param>
/// <param name="Jobs">Jobs made for promotions, refused ones included.</param>
public sealed record InboxReport(int Entries = 0, int Versions = 0, int Jobs = 0)
{
    /// <summary>Adds up.</summary>
    public static InboxReport operator +(InboxReport left, InboxReport right) =>
        new(left.Entries + right.Entries, left.Versions + right.Versions, left.Jobs + right.Jobs);
}
