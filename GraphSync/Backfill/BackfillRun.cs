using System.Collections.Concurrent;
using GraphQueries.Backfill;

namespace GraphSync.Backfill;

/// <summary>
/// Attributes model-derived edges that say nothing of the version that made them, where their trails do. One shot, and repeatable:
/// unknown may turn into attributed when a better trail has come, never the reverse.
/// </summary>
/// <remarks>The work is cut into slices that PostgreSQL hands out, so that several processes share it and a killed one's slices go
/// to others. Decisions depend on the edge alone, so neither the number of workers nor a repetition changes the result.</remarks>
public sealed class BackfillRun(BridgeContext context)
{
    /// <summary>Edges a slice.</summary>
    internal const int SliceSize = 10_000;

    // Greater than any edge id: the last slice of a type takes what is added behind it.
    private const string End = "\U0010FFFF\U0010FFFF";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Backfills all registered types.</summary>
    /// <param name="request">How.</param>
    /// <param name="progress">Told after each slice; null for nobody.</param>
    /// <param name="cancellationToken">Stops after the pages in hand; a rerun goes on.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 or more than 8 workers.</exception>
    public async Task<BackfillReport> RunAsync(BackfillRequest request, IProgress<BackfillProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Workers, 8);
        await context.Types.LoadAsync(cancellationToken).ConfigureAwait(false);
        var versions = await context.Graph.ReadAsync(BackfillQueries.Versions, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        using var work = new SliceExecutor(context, new TrailResolver(versions), request.DryRun);
        var (outcome, elsewhere) = request.DryRun
            ? (await RehearseAsync(work, request.Workers, progress, cancellationToken).ConfigureAwait(false), 0)
            : await ShareAsync(work, request.Workers, progress, cancellationToken).ConfigureAwait(false);
        return Report(outcome, versions) with { DryRun = request.DryRun, SlicesElsewhere = elsewhere };
    }

    private async Task<IReadOnlyList<Slice>> PlanAsync(int workers, CancellationToken cancellationToken)
    {
        var types = context.Graph.Schema.Types;
        var slices = new List<Slice>[types.Count];
        await Parallel.ForAsync(0, types.Count, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken },
            async (i, stop) => slices[i] = await PlanAsync(types[i], stop).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. slices.SelectMany(ofType => ofType)];
    }

    private async Task<List<Slice>> PlanAsync(string type, CancellationToken cancellationToken)
    {
        List<Slice> slices = [];
        string start = "", after = "";
        long edges = 0;
        while (true)
        {
            var cut = (await context.Graph.ReadAsync(BackfillQueries.SliceBoundary, type, new SliceBoundaryParameters(after, SliceSize), cancellationToken).ConfigureAwait(false))[0];
            edges += cut.Edges;
            if (cut.Last is not { } last || cut.Edges < SliceSize) break;
            after = last;
            // PostgreSQL could not keep such a boundary; the slice goes on to the next.
            if (Identifier.Refusal(last) is not null) continue;
            slices.Add(new Slice(type, start, last, edges));
            (start, edges) = (last, 0);
        }
        if (edges == 0 && slices.Count > 0) slices[^1] = slices[^1] with { Last = End };
        else slices.Add(new Slice(type, start, End, edges));
        return slices;
    }

    /// <summary>A dry run has slices of its own, in memory.</summary>
    private async Task<SliceOutcome> RehearseAsync(SliceExecutor work, int workers, IProgress<BackfillProgress>? progress, CancellationToken cancellationToken)
    {
        var slices = await PlanAsync(workers, cancellationToken).ConfigureAwait(false);
        var all = slices.Sum(slice => slice.Edges);
        var queue = new ConcurrentQueue<Slice>(slices);
        var total = new SliceOutcome();
        long done = 0;
        await WithWorkersAsync(workers, async stop =>
        {
            while (queue.TryDequeue(out var slice))
            {
                var outcome = await work.RunAsync(slice, stop).ConfigureAwait(false);
                lock (total) total.AddAll(outcome);
                progress?.Report(new BackfillProgress(Interlocked.Add(ref done, slice.Edges), all));
            }
        }, cancellationToken).ConfigureAwait(false);
        return total;
    }

    private async Task<(SliceOutcome Outcome, int SlicesElsewhere)> ShareAsync(SliceExecutor work, int workers, IProgress<BackfillProgress>? progress, CancellationToken cancellationToken)
    {
        var started = await SliceQueue.NowAsync(context.Postgres, cancellationToken).ConfigureAwait(false);
        var before = new SliceOutcome();
        while (true)
        {
            var (table, isOlder) = await SliceQueue.JoinAsync(context.Postgres, started, stop => PlanAsync(workers, stop), cancellationToken).ConfigureAwait(false);
            var left = await WorkOffAsync(table, work, workers, progress, cancellationToken).ConfigureAwait(false);
            var outcome = await table.OutcomeAsync(cancellationToken).ConfigureAwait(false);
            outcome.AddAttributed(before);
            // Slices that were cut before we came may lack edges that we are asked for: one more round, now of our own.
            if (!isOlder || left > 0) return (outcome, left);
            before = outcome;
        }
    }

    /// <returns>Slices that others would not let go.</returns>
    private static async Task<int> WorkOffAsync(SliceQueue table, SliceExecutor work, int workers, IProgress<BackfillProgress>? progress, CancellationToken cancellationToken)
    {
        var (all, done, _) = await table.CountAsync(cancellationToken).ConfigureAwait(false);
        await WithWorkersAsync(workers, async stop =>
        {
            while (await table.WorkAsync(null, slice => work.RunAsync(slice, stop), stop).ConfigureAwait(false) is { } slice)
                progress?.Report(new BackfillProgress(Interlocked.Add(ref done, slice.Edges), all));
        }, cancellationToken).ConfigureAwait(false);
        // None is free. What others hold is awaited: they finish it, or die and leave it to us.
        while (true)
        {
            var (_, _, left) = await table.CountAsync(cancellationToken).ConfigureAwait(false);
            if (left == 0) return 0;
            var slice = await table.WorkAsync(Patience, taken => work.RunAsync(taken, cancellationToken), cancellationToken).ConfigureAwait(false);
            var (_, _, now) = await table.CountAsync(cancellationToken).ConfigureAwait(false);
            if (slice is null && now == left) return left;
        }
    }

    /// <summary>The first failure stops all workers.</summary>
    private static Task WithWorkersAsync(int workers, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(Enumerable.Range(0, workers), new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken },
            async (_, stop) => await work(stop).ConfigureAwait(false));

    private static BackfillReport Report(SliceOutcome outcome, IReadOnlyList<VersionInUseRow> versions)
    {
        var known = versions.ToDictionary(version => version.Id, StringComparer.Ordinal);
        return new BackfillReport
        {
            Methods = AttributionMethods.All.ToDictionary(method => method, method => outcome.Methods.GetValueOrDefault(method)),
            Models = [.. outcome.Versions.Where(count => known.ContainsKey(count.Key))
                .Select(count => new VersionCount(known[count.Key].ModelId, count.Key, known[count.Key].VersionNumber, count.Value))
                .OrderByDescending(count => count.Edges).ThenBy(count => count.SourceArtifactId, StringComparer.Ordinal)],
            Unknown = outcome.Unknown,
            Ambiguous = outcome.Ambiguous,
            DryRun = false,
        };
    }
}
