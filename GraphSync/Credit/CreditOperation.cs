using System.Runtime.ExceptionServices;
using GraphQueries.Credit;
using GraphSync.Batching;
using GraphSync.Inbound;
using GraphSync.Leases;
using GraphSync.Operations;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GraphSync.Credit;

/// <summary>
/// Pays the people behind promoted versions and used edges, each event once, in the order of (<c>detected_at</c>, <c>id</c>).
/// Runs of several bridges take turns. What must be in PostgreSQL is read from there. An event that cannot be settled waits, with the
/// reason, and stops no other.
/// </summary>
internal sealed class CreditOperation(FenceKeeper fences, GraphClient graph, NpgsqlDataSource postgres, IOptions<CreditOptions> options,
    TimeProvider time, ILogger<CreditOperation> log)
    : Operation<CreditRequest, CreditReport>
{
    /// <summary>The lease that paying stands under.</summary>
    public const string Job = "credit";

    private static readonly TimeSpan LeaseTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Pays what is due. A run that is cut off has paid some events whole and others not at all; the next goes on.</summary>
    /// <exception cref="LeaseLostException">Another bridge has taken over.</exception>
    protected override async Task<CreditReport> ExecuteAsync(CreditRequest request, CancellationToken cancellationToken)
    {
        if (request.DryRun)
            return await SettleAllAsync(new DryRunLedger(graph, postgres), cancellationToken).ConfigureAwait(false) with { DryRun = true };
        var fence = await fences.EnterAsync(Job, LeaseTimeout, cancellationToken).ConfigureAwait(false);
        if (fence is null) return new CreditReport { Status = CreditStatus.Busy };
        await using var _ = fence.ConfigureAwait(false);
        var ledger = new FencedLedger(fence, postgres, time, options.Value.LockWait);
        var report = await fence.WhileHeldAsync(held => SettleAllAsync(ledger, held), cancellationToken).ConfigureAwait(false);
        Telemetry.CreditWaiting.Record(report.Waiting.Count);
        return report;
    }

    private async Task<CreditReport> SettleAllAsync(Ledger ledger, CancellationToken cancellationToken)
    {
        var settled = new Settled();
        var key = new { key = Columns.KeyCut };
        var due = await postgres.ReadAsync<DueEvent>("Credit/due-events.sql", key, cancellationToken).ConfigureAwait(false);
        // The next event is read and walked while the present one is paid: neither reads what the other writes.
        var plans = due.ReadAheadAsync(item => PlanAsync(ledger, item, settled.Walks, cancellationToken));
        await foreach (var planned in plans.ConfigureAwait(false))
            await SettleAsync(ledger, planned, settled, cancellationToken).ConfigureAwait(false);
        return settled.Report() with { PutAside = await PutAsideReport.ReadAsync(postgres, cancellationToken).ConfigureAwait(false) };
    }

    private async Task<PlannedEvent> PlanAsync(Ledger ledger, DueEvent due, SharedWalks walks, CancellationToken cancellationToken)
    {
        CreditEvent? read = null;
        try
        {
            if (Columns.Key(Promotion.Table, due.Id, "id", due.Id) is { } fault) throw UnpayableException.Waits(fault);
            var asked = new { due.Id, due.EventType, key = Columns.KeyCut, text = Columns.MaxTextCharacters, json = Columns.MaxJsonBytes };
            var found = await postgres.ReadAsync<CreditEvent>("Credit/event.sql", asked, cancellationToken).ConfigureAwait(false);
            read = found.FirstOrDefault();
            var plan = read is null ? null : await PlanAsync(ledger, read, walks, cancellationToken).ConfigureAwait(false);
            return new PlannedEvent(due, read, plan, null);
        }
        catch (Exception e) when (e is UnpayableException || ItemFault.IsPossible(e))
        {
            return new PlannedEvent(due, read, null, ExceptionDispatchInfo.Capture(e));
        }
    }

    private async Task<PaymentPlan> PlanAsync(Ledger ledger, CreditEvent due, SharedWalks walks, CancellationToken cancellationToken)
    {
        due.RequireSound();
        var pool = due.Pool(options.Value.DefaultPoolUtok);
        var (seed, note) = await SeedAsync(due, cancellationToken).ConfigureAwait(false);
        var walk = seed is null ? WalkResult.AllToTreasury
            : await walks.FromAsync(seed, () => WalkAsync(ledger, seed, cancellationToken)).ConfigureAwait(false);
        return new PaymentPlan(due, pool, walk, note);
    }

    /// <summary>Pays one event, refuses it, or lets it wait. Whatever is wrong with it or with what it needs stops no other.</summary>
    private async Task SettleAsync(Ledger ledger, PlannedEvent planned, Settled settled, CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartBatch("credit", 1);
        try
        {
            await PayOrRefuseAsync(ledger, planned, settled, cancellationToken).ConfigureAwait(false);
        }
        catch (UnpayableException e)
        {
            settled.Waiting.Add(planned.Unpaid(e.Message));
        }
        catch (Exception e) when (ItemFault.IsPossible(e))
        {
            var reason = ItemFault.Describe(e);
            log.EventFailed(e, planned.Due.Id, reason);
            settled.Waiting.Add(planned.Unpaid(reason));
        }
    }

    private static async Task PayOrRefuseAsync(Ledger ledger, PlannedEvent planned, Settled settled, CancellationToken cancellationToken)
    {
        try
        {
            planned.Fault?.Throw();
            // An event that is gone has no plan.
            if (planned.Plan is { } plan && await ledger.PayAsync(plan, cancellationToken).ConfigureAwait(false) is { } payment)
                settled.Paid.Add(payment);
        }
        catch (UnpayableException e) when (e.IsFinal && planned.Read is not null)
        {
            if (await ledger.RefuseAsync(planned.Read, e.Message, cancellationToken).ConfigureAwait(false))
                settled.Refused.Add(planned.Unpaid(e.Message));
        }
    }

    private Task<WalkResult> WalkAsync(Ledger ledger, string seed, CancellationToken cancellationToken) =>
        ledger.InGraphAsync(async (transaction, epoch) =>
        {
            var contributions = new ContributionGraph(postgres, Job, epoch);
            var reachable = await contributions.BelowAsync(transaction, seed, cancellationToken).ConfigureAwait(false);
            return await CreditWalk.RunAsync(transaction, seed, reachable).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>The version that the walk starts at; null when nobody can be credited, with the reason.</summary>
    private async Task<(string? Version, string? Note)> SeedAsync(CreditEvent due, CancellationToken cancellationToken)
    {
        if (due.IsPromotion)
        {
            await RequireParentAsync(due, cancellationToken).ConfigureAwait(false);
            return (due.Subject, null);
        }
        var edge = new EdgeSourceParameters(due.Subject!);
        var found = await graph.ReadAsync(CreditQueries.EdgeSource, edge, cancellationToken).ConfigureAwait(false);
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
        var lineage = await Lineage.ReadAsync(postgres, [due.ParentVersion], cancellationToken).ConfigureAwait(false);
        if (lineage.Has(due.ParentVersion)) return;
        throw UnpayableException.Waits($"the model version '{due.ParentVersion}', which it succeeds, does not exist");
    }

    private sealed record DueEvent(string Id, string EventType);

    /// <summary>An event, as far as it could be read, and its plan or what stands in the way of one.</summary>
    private sealed record PlannedEvent(DueEvent Due, CreditEvent? Read, PaymentPlan? Plan, ExceptionDispatchInfo? Fault)
    {
        public UnpaidEvent Unpaid(string reason) => new(Due.Id, Due.EventType, Read?.Subject, reason);
    }

    /// <summary>What became of events so far, and the walks that they were paid by.</summary>
    private sealed class Settled
    {
        public SharedWalks Walks { get; } = new();

        public List<PaidEvent> Paid { get; } = [];

        public List<UnpaidEvent> Refused { get; } = [];

        public List<UnpaidEvent> Waiting { get; } = [];

        public CreditReport Report() => new()
        {
            Status = Paid.Count + Refused.Count > 0 ? CreditStatus.Completed : CreditStatus.NothingDue,
            Paid = Paid,
            Refused = Refused,
            Waiting = Waiting,
        };
    }
}
