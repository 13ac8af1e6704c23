using System.Collections.Concurrent;
using GraphQueries.Backfill;
using GraphQueries.Catalogue;
using GraphQueries.EdgeTypes;
using GraphSync.Inbound;
using GraphSync.Operations;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Backfill;

/// <summary>
/// Attributes model-derived edges that say nothing of the version that made them, where their trails do. One shot, and repeatable:
/// unknown may turn into attributed when a better trail has come, never the reverse.
/// </summary>
/// <remarks>The work is cut into slices that PostgreSQL hands out, so that several processes share it and a killed one's slices go
/// to others. Decisions depend on the edge alone, so neither the number of workers nor a repetition changes the result.</remarks>
internal sealed class BackfillOperation(GraphClient graph, NpgsqlDataSource postgres, InboxPreview inbox, TimeProvider time)
    : Operation<BackfillRequest, BackfillReport>
{
    /// <summary>Edges a slice.</summary>
    internal const int SliceSize = 10_000;

    // A slice of several types looks at all their edges.
    private const int GroupEdges = 2 * SliceSize;

    // Greater than any edge id, which has 2,000 bytes at most: the last slice of a group takes what is added behind it.
    private static readonly string End = string.Concat(Enumerable.Repeat("\U0010FFFF", 501));
    private static readonly TimeSpan SliceTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Backfills all registered types.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 or more than 8 workers.</exception>
    protected override async Task<BackfillReport> ExecuteAsync(BackfillRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Workers, 8);
        var versions = await VersionsAsync(request.DryRun, cancellationToken).ConfigureAwait(false);
        using var executor = new SliceExecutor(graph, postgres, time, new TrailResolver(versions), request.DryRun);
        var (outcome, elsewhere) = request.DryRun
            ? (await WorkInMemoryAsync(executor, request, cancellationToken).ConfigureAwait(false), 0)
            : await ShareAsync(executor, request, cancellationToken).ConfigureAwait(false);
        return Report(outcome, versions) with { DryRun = request.DryRun, SlicesElsewhere = elsewhere };
    }

    /// <summary>The versions that trails may lead to; in a dry run, those that wait in the inbox too.</summary>
    private async Task<IReadOnlyList<VersionInUseRow>> VersionsAsync(bool dryRun, CancellationToken cancellationToken)
    {
        var known = await graph.ReadAsync(BackfillQueries.Versions, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        if (!dryRun) return known;
        var arriving = await inbox.VersionsAsync(cancellationToken).ConfigureAwait(false);
        return [.. arriving.Select(InUse).Concat(known).DistinctBy(version => version.Id, StringComparer.Ordinal)];
    }

    private static VersionInUseRow InUse(IReadOnlyDictionary<string, object?> row) => new((string)row["id"]!, (string)row["model_id"]!,
        (int)row["version_number"]!, (DateTimeOffset?)(row["promoted_at"] ?? row["created_at"]));

    private async Task<IReadOnlyList<Slice>> PlanAsync(int workers, CancellationToken cancellationToken)
    {
        var groups = await graph.GroupTypesAsync(GroupEdges, cancellationToken).ConfigureAwait(false);
        var slices = new List<Slice>[groups.Count];
        await Parallel.ForAsync(0, groups.Count, AtOnce(workers, cancellationToken),
            async (i, stop) => slices[i] = await PlanAsync([.. groups[i]], stop).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. slices.SelectMany(ofGroup => ofGroup)];
    }

    private async Task<List<Slice>> PlanAsync(string[] types, CancellationToken cancellationToken)
    {
        List<Slice> slices = [];
        string start = "", after = "";
        long edges = 0;
        while (true)
        {
            var boundary = (await graph.ReadWholeAsync(BackfillQueries.SliceBoundary, types, new SliceBoundaryParameters(after, SliceSize),
                cancellationToken).ConfigureAwait(false))[0];
            edges += boundary.Edges;
            if (boundary.Last is not { } last || boundary.Edges < SliceSize) break;
            after = last;
            // PostgreSQL could not keep such a boundary; the slice goes on to the next.
            if (Identifier.Refusal(last) is not null) continue;
            slices.Add(new Slice { EdgeTypes = types, After = start, Last = last, Edges = edges });
            (start, edges) = (last, 0);
        }
        if (edges == 0 && slices.Count > 0) slices[^1] = slices[^1] with { Last = End };
        else slices.Add(new Slice { EdgeTypes = types, After = start, Last = End, Edges = edges });
        return slices;
    }

    /// <summary>A dry run has slices of its own: those that are shared would be taken from the real ones.</summary>
    private async Task<SliceOutcome> WorkInMemoryAsync(SliceExecutor executor, BackfillRequest request, CancellationToken cancellationToken)
    {
        var slices = await PlanAsync(request.Workers, cancellationToken).ConfigureAwait(false);
        var all = slices.Sum(slice => slice.Edges);
        var queue = new ConcurrentQueue<Slice>(slices);
        var total = new SliceOutcome();
        long done = 0;
        await WithWorkersAsync(request.Workers, async stop =>
        {
            while (queue.TryDequeue(out var slice))
            {
                var outcome = await executor.RunAsync(slice, stop).ConfigureAwait(false);
                lock (total) total.AddAll(outcome);
                request.Progress?.Report(new BackfillProgress(Interlocked.Add(ref done, slice.Edges), all));
            }
        }, cancellationToken).ConfigureAwait(false);
        return total;
    }

    private async Task<(SliceOutcome Outcome, int SlicesElsewhere)> ShareAsync(SliceExecutor executor, BackfillRequest request,
        CancellationToken cancellationToken)
    {
        var started = await SliceQueue.NowAsync(postgres, cancellationToken).ConfigureAwait(false);
        var before = new SliceOutcome();
        while (true)
        {
            var (queue, isOlder) = await SliceQueue.JoinAsync(postgres, started, stop => PlanAsync(request.Workers, stop),
                cancellationToken).ConfigureAwait(false);
            var remaining = await WorkOffAsync(queue, executor, request, cancellationToken).ConfigureAwait(false);
            var outcome = await queue.OutcomeAsync(cancellationToken).ConfigureAwait(false);
            outcome.AddAttributed(before);
            // Slices that were cut before we came may lack edges that we are asked for: one more round, now of our own.
            if (!isOlder || remaining > 0) return (outcome, remaining);
            before = outcome;
        }
    }

    /// <returns>Slices that others would not let go.</returns>
    private static async Task<int> WorkOffAsync(SliceQueue queue, SliceExecutor executor, BackfillRequest request,
        CancellationToken cancellationToken)
    {
        var (all, done, _) = await queue.CountAsync(cancellationToken).ConfigureAwait(false);
        await WithWorkersAsync(request.Workers, async stop =>
        {
            while (await queue.WorkAsync(null, slice => executor.RunAsync(slice, stop), stop).ConfigureAwait(false) is { } slice)
                request.Progress?.Report(new BackfillProgress(Interlocked.Add(ref done, slice.Edges), all));
        }, cancellationToken).ConfigureAwait(false);
        // None is free. What others hold is awaited: they finish it, or die and leave it to us.
        while (true)
        {
            var (_, _, remaining) = await queue.CountAsync(cancellationToken).ConfigureAwait(false);
            if (remaining == 0) return 0;
            var slice = await queue.WorkAsync(SliceTimeout, taken => executor.RunAsync(taken, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            var (_, _, now) = await queue.CountAsync(cancellationToken).ConfigureAwait(false);
            if (slice is null && now == remaining) return remaining;
        }
    }

    /// <summary>The first failure stops all workers.</summary>
    private static Task WithWorkersAsync(int workers, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(Enumerable.Range(0, workers), AtOnce(workers, cancellationToken),
            async (_, stop) => await work(stop).ConfigureAwait(false));

    private static ParallelOptions AtOnce(int workers, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };

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
