using System.Diagnostics;
using System.Diagnostics.Metrics;
using GraphQueries.Rescore;
using GraphQueries.Resilience;
using GraphSync.Credit;
using GraphSync.Outbound;

namespace GraphSync;

/// <summary>What the bridge tells OpenTelemetry: meter and activity source are both named <see cref="Name"/>. No label holds anything but
/// a few words: ids, types and names of others never stand in one.</summary>
public static class Telemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = GraphTelemetry.Name;

    internal static readonly ActivitySource Source = new(Name);

    internal static readonly Histogram<double> JobDuration = GraphTelemetry.Meter.CreateHistogram("graphprovenance.job.duration", "s",
        "How long operations took", advice: Buckets(0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200));

    internal static readonly Counter<long> JobRuns =
        GraphTelemetry.Meter.CreateCounter<long>("graphprovenance.job.runs", "{run}", "Operations, by how they ended");

    internal static readonly Counter<long> RescoredEdges =
        GraphTelemetry.Meter.CreateCounter<long>("graphprovenance.rescore.edges", "{edge}",
            "Edges rescored, by how their confidence changed");

    internal static readonly Counter<long> RescoreFlags =
        GraphTelemetry.Meter.CreateCounter<long>("graphprovenance.rescore.flags", "{flag}", "Edges that rescoring flagged for review");

    internal static readonly Histogram<double> ScorerDuration = GraphTelemetry.Meter.CreateHistogram("graphprovenance.scorer.duration", "s",
        "How long a scorer took for all edges that it was asked about at once, reading them included",
        advice: Buckets(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800));

    internal static readonly Counter<long> MirroredRows =
        GraphTelemetry.Meter.CreateCounter<long>("graphprovenance.mirror.rows", "{row}", "Rows written to PostgreSQL by the mirror");

    internal static readonly Counter<long> CreditEvents =
        GraphTelemetry.Meter.CreateCounter<long>("graphprovenance.credit.events", "{event}", "Economic events, by what became of them");

    internal static readonly Gauge<long> CreditWaiting =
        GraphTelemetry.Meter.CreateGauge<long>("graphprovenance.credit.waiting", "{event}",
            "Events that the last run of credit could not settle");

    internal static readonly Counter<long> Payouts =
        GraphTelemetry.Meter.CreateCounter<long>("graphprovenance.credit.payouts", "{payout}", "Ledger lines of events that were paid");

    internal static readonly Counter<long> PaidAmount =
        GraphTelemetry.Meter.CreateCounter<long>("graphprovenance.credit.amount", "{utok}", "Amount of events that were paid");

    private static readonly Counter<long> Takeovers =
        GraphTelemetry.Meter.CreateCounter<long>("graphprovenance.lease.takeovers", "{takeover}",
            "Leases taken from a holder that had not given them back");

    private static readonly Counter<long> Losses =
        GraphTelemetry.Meter.CreateCounter<long>("graphprovenance.lease.losses", "{loss}", "Leases lost while they were held");

    /// <summary>Lets counters count from 0: an increase from nothing to 1 would go unseen.</summary>
    internal static void StartAtZero()
    {
        foreach (var layer in RetryPipelines.Layers) GraphTelemetry.CountRetries(layer, 0);
        foreach (var name in DeltaClass.OfPasses) RescoredEdges.Add(0, Tag("class", name));
        foreach (var kind in (string[])[MirrorItem.EdgeKind, MirrorItem.DeltaKind]) MirroredRows.Add(0, Tag("kind", kind));
        foreach (var outcome in (string[])[EventStatus.Paid, EventStatus.Refused, EventStatus.Reversed])
            CreditEvents.Add(0, Tag("outcome", outcome));
        foreach (var counter in (Counter<long>[])[RescoreFlags, Payouts, PaidAmount]) counter.Add(0);
    }

    /// <summary>A label.</summary>
    internal static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    /// <summary>The span of one batch of a job.</summary>
    /// <param name="work">What the job does with it: a few words.</param>
    /// <param name="rows">How many rows, edges or events it has; null when that is not known yet.</param>
    internal static Activity? StartBatch(string work, long? rows = null)
    {
        var batch = Source.StartActivity($"batch {work}");
        return rows is null ? batch : batch?.SetTag("rows", rows);
    }

    /// <summary>Counts a lease that was taken.</summary>
    internal static void LeaseTaken(string lease, bool isTakeover)
    {
        Takeovers.Add(isTakeover ? 1 : 0, Tag("lease", lease));
        Losses.Add(0, Tag("lease", lease));
    }

    /// <summary>Counts a lease that was lost.</summary>
    internal static void LeaseLost(string lease) => Losses.Add(1, Tag("lease", lease));

    private static InstrumentAdvice<double> Buckets(params double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };
}
