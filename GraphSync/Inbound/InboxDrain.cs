using GraphQueries.Rescore;
using GraphSync.Batching;
using GraphSync.Leases;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GraphSync.Inbound;

/// <summary>
/// Carries what PostgreSQL's triggers put into the inbox to the graph: model versions, and jobs for promotions. Entries are read
/// first, then the rows they point at; exactly the entries read are removed, after their effect has been committed. A row that cannot
/// be carried leaves the inbox as well: it is put aside with its reason, until it changes.
/// </summary>
/// <remarks>
/// Rows of <c>datasets</c> and <c>edge_economic_event</c> events leave the inbox without effect: <c>credit</c> reads both in PostgreSQL
/// when it pays. They are watched all the same, so that what the graph takes of them may grow without anybody's triggers being made anew.
/// </remarks>
internal sealed class InboxDrain(FenceKeeper fences, PromotionIntake promotions, NpgsqlDataSource postgres, ILogger<InboxDrain> log)
{
    /// <summary>The lease that the drain stands under.</summary>
    public const string Job = "inbound";

    /// <summary>The tables whose rows become model versions.</summary>
    internal static readonly string[] VersionTables = [VersionRows.Artifacts, VersionRows.Versions];
    internal static readonly string[] EventTables = [Promotion.Table];

    private const int BatchSize = 5_000;
    private const int BatchBytes = 4 << 20;
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
            report += await ReconsiderAsync(fence, sinceHours, cancellationToken).ConfigureAwait(false);
            if (report.Rejected > 0) log.RowsPutAside(report.Rejected);
            return report with { PutAside = await PutAsideReport.TidyAsync(postgres, cancellationToken).ConfigureAwait(false) };
        }
    }

    private async Task<InboxReport> TakeBatchAsync(Fence fence, double sinceHours, CancellationToken cancellationToken)
    {
        var page = new { limit = BatchSize, bytes = BatchBytes };
        var entries = await postgres.ReadAsync<Entry>("Inbound/read-inbox.sql", page, cancellationToken).ConfigureAwait(false);
        if (entries.Count == 0) return new InboxReport();
        using var span = Telemetry.StartBatch("inbox", entries.Count);

        string[] Of(string[] tables) =>
            [.. entries.Where(e => tables.Contains(e.SourceTable)).Select(e => e.RowId).Distinct(StringComparer.Ordinal)];
        var (artifacts, events) = (Of(VersionTables), Of(EventTables));
        var versions = await VersionIntake.TakeAsync(fence, postgres, artifacts, cancellationToken).ConfigureAwait(false);
        var jobs = await TakePromotionsAsync(fence, events, sinceHours, cancellationToken).ConfigureAwait(false);
        var worked = VersionTables.SelectMany(table => artifacts.Select(id => (table, id)))
            .Concat(EventTables.SelectMany(table => events.Select(id => (table, id))));
        var rejected = await ConcludeAsync(fence, entries, worked, [.. versions.Faults, .. jobs.Faults], cancellationToken)
            .ConfigureAwait(false);
        return new InboxReport(entries.Count, versions.Written, jobs.Made) { Rejected = rejected };
    }

    private async Task<(int Made, IReadOnlyList<RowFault> Faults)> TakePromotionsAsync(Fence fence, IReadOnlyList<string> ids,
        double sinceHours, CancellationToken cancellationToken)
    {
        var judged = await promotions.JudgeAsync(ids, sinceHours, [], cancellationToken).ConfigureAwait(false);
        List<RowFault> faults = [.. judged.Faults];
        var made = 0;
        var rows = await promotions.RowsAsync(judged.Rows, cancellationToken).ConfigureAwait(false);
        await BatchBisection.RunAsync(rows, async part =>
        {
            var enqueue = new EnqueueParameters(fence.Job, fence.Epoch, part);
            var enqueued = await fence.Graph.WriteAsync(RescoreQueries.Enqueue, enqueue, cancellationToken).ConfigureAwait(false);
            made += fence.Require(enqueued).Created;
        }, ItemFault.IsPossible, (row, failure) =>
        {
            faults.Add(RowFault.Of(Promotion.Table, (string)row["id"]!, failure));
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        return (made, faults);
    }

    /// <summary>Looks again at those that could not run.</summary>
    private async Task<InboxReport> ReconsiderAsync(Fence fence, double sinceHours, CancellationToken cancellationToken)
    {
        var ids = await promotions.ReconsideredAsync(cancellationToken).ConfigureAwait(false);
        if (ids.Count == 0) return new InboxReport();
        var (_, faults) = await TakePromotionsAsync(fence, ids, sinceHours, cancellationToken).ConfigureAwait(false);
        var worked = ids.Select(id => (Promotion.Table, id));
        return new InboxReport
        {
            Rejected = await ConcludeAsync(fence, [], worked, faults, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Removes entries whose rows were worked, or put aside with what is wrong with them.</summary>
    /// <returns>How many were put aside that had not been before for the same reason.</returns>
    private Task<int> ConcludeAsync(Fence fence, IReadOnlyList<Entry> entries, IEnumerable<(string Table, string Id)> worked,
        IReadOnlyList<RowFault> faults, CancellationToken cancellationToken) =>
        postgres.InTransactionAsync(async (connection, transaction) =>
        {
            Task<int> RunAsync(string file, object parameters) =>
                connection.RunAsync($"Inbound/{file}.sql", parameters, cancellationToken, transaction);
            await fence.VerifyAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            await RunAsync("remove-entries", new { ids = entries.Select(entry => entry.Id).ToArray() }).ConfigureAwait(false);
            var done = worked.Except(faults.Select(fault => (fault.Table, Id: fault.RowId))).ToList();
            await RunAsync("forget-rejects", new { tables = done.Select(d => d.Table).ToArray(), ids = done.Select(d => d.Id).ToArray() })
                .ConfigureAwait(false);
            if (faults.Count == 0) return 0;
            return await RunAsync("put-aside", new
            {
                tables = faults.Select(fault => fault.Table).ToArray(),
                ids = faults.Select(fault => fault.RowId).ToArray(),
                reasons = faults.Select(fault => fault.Reason).ToArray(),
            }).ConfigureAwait(false);
        }, cancellationToken);

    private sealed record Entry(long Id, string SourceTable, string RowId);
}

/// <summary>What a drain did.</summary>
/// <param name="Entries">Inbox entries taken and removed.</param>
/// <param name="Versions">Model versions written to the graph.</param>
/// <param name="Jobs">Jobs made for promotions, refused ones included.</param>
public sealed record InboxReport(int Entries = 0, int Versions = 0, int Jobs = 0)
{
    /// <summary>Rows put aside by this drain, which cannot be carried as they stand.</summary>
    public int Rejected { get; init; }

    /// <summary>What is put aside at its end, also by drains before it.</summary>
    public PutAsideReport PutAside { get; init; } = PutAsideReport.Nothing;

    /// <summary>Adds up; what is put aside is that of the right one.</summary>
    public static InboxReport operator +(InboxReport left, InboxReport right) =>
        new(left.Entries + right.Entries, left.Versions + right.Versions, left.Jobs + right.Jobs)
        {
            Rejected = left.Rejected + right.Rejected,
            PutAside = right.PutAside,
        };
}
