using Dapper;
using GraphQueries.Inbound;
using GraphSync.Leases;
using GraphSync.Postgres;
using GraphSync.Rescore;
using Npgsql;

namespace GraphSync.Inbound;

/// <summary>
/// Carries what PostgreSQL's triggers put into the inbox to the graph: model versions, and jobs for promotions. Entries are read
/// first, then the rows they point at; exactly the entries read are removed, after their effect has been committed.
/// </summary>
public sealed class InboxDrain(BridgeContext context, double sinceHours = InboxDrain.DefaultSinceHours)
{
    /// <summary>How far before the installation promotions are taken, in hours.</summary>
    public const double DefaultSinceHours = 24;

    /// <summary>The lease that the drain stands under.</summary>
    public const string Job = "inbound";

    private const int BatchSize = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Drains the inbox until it is empty.</summary>
    /// <exception cref="BadInputException">Another bridge has been draining it all the while.</exception>
    public async Task<InboxReport> RunAsync(CancellationToken cancellationToken)
    {
        var fence = await Fence.EnterAsync(context, Job, Patience, cancellationToken).ConfigureAwait(false)
            ?? throw new BadInputException("Another bridge has been draining the inbox for two minutes: wait for it, or stop it.");
        await using (fence.ConfigureAwait(false))
        {
            var promotions = new PromotionIntake(context, fence, sinceHours);
            var report = new InboxReport();
            while (await TakeBatchAsync(fence, promotions, cancellationToken).ConfigureAwait(false) is { Entries: > 0 } batch) report += batch;
            await promotions.ReconsiderAsync(cancellationToken).ConfigureAwait(false);
            return report;
        }
    }

    private async Task<InboxReport> TakeBatchAsync(Fence fence, PromotionIntake promotions, CancellationToken cancellationToken)
    {
        var connection = await context.Postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var entries = (await connection.QueryAsync<Entry>(new CommandDefinition(Sql.Load("Inbound/read-inbox.sql"),
            new { limit = BatchSize }, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
        if (entries.Count == 0) return new InboxReport();

        string[] Of(params string[] tables) => [.. entries.Where(e => tables.Contains(e.SourceTable)).Select(e => e.RowId).Distinct(StringComparer.Ordinal)];
        var versions = await TakeVersionsAsync(connection, fence, Of("artifacts", "model_versions"), cancellationToken).ConfigureAwait(false);
        var jobs = await promotions.TakeAsync(connection, Of("world_model_improvements"), cancellationToken).ConfigureAwait(false);
        await RemoveAsync(connection, fence, [.. entries.Select(e => e.Id)], cancellationToken).ConfigureAwait(false);
        return new InboxReport(entries.Count, versions, jobs);
    }

    private static async Task<int> TakeVersionsAsync(NpgsqlConnection connection, Fence fence, string[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0) return 0;
        var rows = (await connection.QueryAsync(new CommandDefinition(Sql.Load("Inbound/versions.sql"), new { ids }, cancellationToken: cancellationToken))
            .ConfigureAwait(false)).Select(row => (IReadOnlyDictionary<string, object?>)((IDictionary<string, object?>)row).ToDictionary(c => c.Key, c => GraphValue(c.Value))).ToList();
        if (rows.Count == 0) return 0;
        return fence.Require(await fence.Graph.WriteAsync(InboundQueries.Versions, new VersionsParameters(fence.Job, fence.Epoch, rows), cancellationToken)
            .ConfigureAwait(false)).Versions;
    }

    private static async Task RemoveAsync(NpgsqlConnection connection, Fence fence, long[] ids, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await fence.VerifyAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM bridge_inbox WHERE id = ANY(@ids)", new { ids }, transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static object? GraphValue(object? value) => value is DateTime instant ? new DateTimeOffset(instant) : value;

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
