using Dapper;
using GraphQueries.Credit;
using GraphSync.Leases;
using GraphSync.Postgres;

namespace GraphSync.Credit;

/// <summary>
/// Pays the people behind promoted versions and used edges, each event once, in the order of (<c>detected_at</c>, <c>id</c>).
/// Runs of several bridges take turns. What must be in PostgreSQL is read from there, so that no inbox need be drained before.
/// </summary>
public sealed class CreditRun(BridgeContext context, CreditOptions options)
{
    /// <summary>The lease that paying stands under.</summary>
    public const string Job = "credit";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Pays what is due. A run that is cut off has paid some events whole and others not at all; the next goes on.</summary>
    /// <param name="dryRun">Do everything, then roll it back: nothing stays written in either database.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="BadInputException">A row of <c>demurrage_rules</c> makes no sense.</exception>
    /// <exception cref="LeaseLostException">Another bridge has taken over.</exception>
    public async Task<CreditReport> RunAsync(bool dryRun, CancellationToken cancellationToken)
    {
        await context.Types.LoadAsync(cancellationToken).ConfigureAwait(false);
        return dryRun ? await RehearseAsync(cancellationToken).ConfigureAwait(false) : await PayAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<CreditReport> PayAsync(CancellationToken cancellationToken)
    {
        var fence = await Fence.EnterAsync(context, Job, Patience, cancellationToken).ConfigureAwait(false);
        if (fence is null) return new CreditReport { Status = "busy" };
        await using var _ = fence.ConfigureAwait(false);
        return await fence.WhileHeldAsync(held => SettleAllAsync(new FencedSettlement(context, fence), held), cancellationToken).ConfigureAwait(false);
    }

    private async Task<CreditReport> RehearseAsync(CancellationToken cancellationToken)
    {
        var connection = await context.Postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        var report = await SettleAllAsync(new RehearsedSettlement(context, connection, transaction), cancellationToken).ConfigureAwait(false);
        await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
        return report with { DryRun = true };
    }

    private async Task<CreditReport> SettleAllAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        List<PaidEvent> paid = [];
        List<UnpaidEvent> refused = [], waiting = [];
        foreach (var due in await DueAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (await SettleAsync(settlement, due, cancellationToken).ConfigureAwait(false) is { } payment) paid.Add(payment);
            }
            catch (UnpayableException e)
            {
                var unpaid = new UnpaidEvent(due.Id, due.EventType, due.Subject, e.Message);
                if (!e.IsFinal) waiting.Add(unpaid);
                else if (await settlement.InPostgresAsync(books => books.RefuseAsync(due.Id, e.Message), cancellationToken).ConfigureAwait(false)) refused.Add(unpaid);
            }
        }
        return new CreditReport { Status = paid.Count + refused.Count > 0 ? "completed" : "nothing_due", Paid = paid, Refused = refused, Waiting = waiting };
    }

    private async Task<PaidEvent?> SettleAsync(Settlement settlement, CreditEvent due, CancellationToken cancellationToken)
    {
        due.RequireSound();
        var pool = due.Pool(options.DefaultPoolUtok);
        var (seed, note) = await SeedAsync(due, cancellationToken).ConfigureAwait(false);
        var walk = seed is null
            ? new WalkResult(new Flows(), new Dictionary<string, long>(StringComparer.Ordinal) { [FlowShare.Treasury] = WalkResult.Start })
            : await settlement.InGraphAsync(async (graph, epoch) =>
            {
                var reachable = await new ContributionGraph(context.Postgres, Job, epoch).BelowAsync(graph, seed, cancellationToken).ConfigureAwait(false);
                return await CreditWalk.RunAsync(graph, seed, reachable).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
        return await settlement.InPostgresAsync(books => books.PayAsync(due, pool, walk.Masses, walk.Flows, note), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The version that the walk starts at; null when nobody can be credited, with the reason.</summary>
    private async Task<(string? Version, string? Note)> SeedAsync(CreditEvent due, CancellationToken cancellationToken)
    {
        if (due.EventType == CreditEvent.Promotion)
        {
            await RequireParentAsync(due, cancellationToken).ConfigureAwait(false);
            return (due.Subject, null);
        }
        var found = await context.Graph.ReadAsync(CreditQueries.EdgeSource, new EdgeSourceParameters(due.Subject!), cancellationToken).ConfigureAwait(false);
        return found switch
        {
            [] => throw UnpayableException.Waits($"the edge '{due.Subject}' does not exist"),
            [{ SourceArtifactId: { } source }, ..] => (source, null),
            [{ ProvenanceUnknown: true }, ..] => (null, $"the provenance of edge '{due.Subject}' is unknown: all to the treasury"),
            _ => (null, $"no model produced edge '{due.Subject}': all to the treasury"),
        };
    }

    /// <summary>The predecessor earns nothing by being succeeded, but a promotion over something that does not exist is none yet.</summary>
    private async Task RequireParentAsync(CreditEvent due, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(due.ParentVersion)) return;
        var lineage = await Lineage.ReadAsync(context.Postgres, [due.ParentVersion], cancellationToken).ConfigureAwait(false);
        if (!lineage.Has(due.ParentVersion)) throw UnpayableException.Waits($"the model version '{due.ParentVersion}', which it succeeds, does not exist");
    }

    private async Task<IReadOnlyList<CreditEvent>> DueAsync(CancellationToken cancellationToken)
    {
        var connection = await context.Postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return (await connection.QueryAsync<CreditEvent>(new CommandDefinition(Sql.Load("Credit/due-events.sql"), cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
    }
}
