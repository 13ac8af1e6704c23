using GraphQueries.Backfill;
using GraphQueries.Edges;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Backfill;

/// <summary>Decides about the edges of one slice and writes the decisions.</summary>
internal sealed class SliceExecutor(GraphClient graph, NpgsqlDataSource postgres, TimeProvider time, TrailResolver resolver, bool dryRun)
    : IDisposable
{
    private const int PageSize = 2500;
    // More than a slice has, unless it has grown; about a second's work, far from the time limit of a write.
    private const int NumberedSize = 2 * BackfillOperation.SliceSize;

    // Neo4j locks the end nodes of changed edges while it commits: more writers only wait for one another. The other workers read
    // and decide.
    private readonly SemaphoreSlim _writers = new(2);

    // It goes along with every slice.
    private const int MostVersions = 5_000;
    private readonly IReadOnlyDictionary<string, object?> _byNumber =
        resolver.Count <= MostVersions ? resolver.ByNumber : new Dictionary<string, object?>();

    // One size for all slices: what the server has the memory for is found out once.
    private readonly BatchSize _pages = new(PageSize);
    private readonly BatchSize _changes = new(PageSize);
    private readonly BatchSize _numbered = new(NumberedSize);

    private readonly ToolCallOutputs _runs = new(postgres);

    public async Task<SliceOutcome> RunAsync(Slice slice, CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartBatch("backfill", slice.Edges);
        var outcome = new SliceOutcome();
        if (!dryRun) await AttributeByNumberAsync(slice, outcome, cancellationToken).ConfigureAwait(false);
        for (var after = slice.After; ;)
        {
            var (page, asked) = await _pages.FitAsync(limit => graph.ReadWholeAsync(BackfillQueries.Trails, slice.EdgeTypes,
                new TrailsParameters(after, slice.Last, limit), cancellationToken), ItemFault.IsTooMuch).ConfigureAwait(false);
            var isFull = page.Count == asked;
            var whole = PageOfTypes.WholeIds([.. page.Select(edge => edge.EdgeId)], isFull);
            if (whole > 0) await DecideAsync([.. page.Take(whole)], outcome, cancellationToken).ConfigureAwait(false);
            if (!isFull) return outcome;
            after = page[whole - 1].EdgeId;
        }
    }

    /// <summary>The commonest trail is decided in the graph, without carrying its edges over and back.</summary>
    private async Task AttributeByNumberAsync(Slice slice, SliceOutcome outcome, CancellationToken cancellationToken)
    {
        if (_byNumber.Count == 0) return;
        bool isFull;
        do
        {
            var (written, asked) = await _numbered.FitAsync(limit => InTurnAsync(async transaction =>
            {
                var trails = new ByNumberParameters(slice.After, slice.Last, limit, _byNumber, "source_artifact_id",
                    AttributionMethods.ModelVersion, time.GetUtcNow());
                var versions = await transaction.RunWholeAsync(BackfillQueries.ByNumber, slice.EdgeTypes, trails).ConfigureAwait(false);
                await transaction.ReopenJobsAsync(new ReopenJobsParameters([.. versions.Select(v => v.VersionId)],
                    [.. versions.Select(v => v.FirstEdgeId)], [.. versions.Select(v => v.Edges)])).ConfigureAwait(false);
                return versions;
            }, cancellationToken), ItemFault.IsTooMuch).ConfigureAwait(false);
            foreach (var version in written) outcome.Count(AttributionMethods.ModelVersion, version.VersionId, version.Edges);
            isFull = written.Sum(version => version.Edges) == asked;
        }
        while (isFull);
    }

    private async Task DecideAsync(IReadOnlyList<EdgeTrailRow> edges, SliceOutcome outcome, CancellationToken cancellationToken)
    {
        var runs = await _runs.ReadAsync(edges.Select(edge => edge.RunId), cancellationToken).ConfigureAwait(false);
        List<Decision> decisions = [.. edges.Select(edge => new Decision(edge, resolver.Resolve(TrailOf(edge, runs))))];
        // An edge that says already that nobody knows stays as it is.
        var changes = decisions.FindAll(decision => decision.Attribution.Version is not null || !decision.Edge.ProvenanceUnknown);
        HashSet<EdgeRef> conflicts = [];
        if (!dryRun)
        {
            await BatchBisection.RunAsync(changes, async part => conflicts.UnionWith((await graph.WriteEdgesAsync(
                part, change => change.Place, (some, places) => WriteAsync(some, places, cancellationToken), cancellationToken)
                .ConfigureAwait(false)).Select(change => change.Place)), _changes).ConfigureAwait(false);
        }
        foreach (var decision in decisions)
        {
            if (!conflicts.Contains(decision.Place)) outcome.Count(decision.Attribution);
        }
    }

    /// <returns>What was left alone: somebody else has attributed the edge meanwhile, or it is elsewhere.</returns>
    private Task<IReadOnlyList<Decision>> WriteAsync(IReadOnlyList<Decision> changes, IReadOnlyList<string> elementIds,
        CancellationToken cancellationToken)
    {
        var attributions = new AttributeParameters(
            [.. changes.Select(change => change.Edge.EdgeId)],
            elementIds,
            [.. changes.Select(change => change.Attribution.Version?.Id)],
            [.. changes.Select(change => change.Attribution.Version?.VersionNumber)],
            [.. changes.Select(change => change.Attribution.Method)],
            time.GetUtcNow());
        return InTurnAsync<IReadOnlyList<Decision>>(async transaction =>
        {
            var result = (await transaction.RunAsync(BackfillQueries.Attribute, attributions).ConfigureAwait(false))[0];
            var leftAlone = result.LeftAlone.Select(i => (int)i).ToHashSet();
            var attributed = changes.Where((change, i) => change.Attribution.Version is not null && !leftAlone.Contains(i));
            var arrivals = VersionArrivals.Of(attributed.Select(change => (change.Attribution.Version!.Id, change.Edge.EdgeId)));
            await transaction.ReopenJobsAsync(arrivals).ConfigureAwait(false);
            return [.. leftAlone.Select(i => changes[i])];
        }, cancellationToken);
    }

    public void Dispose() => _writers.Dispose();

    private async Task<T> InTurnAsync<T>(Func<GraphTransaction, Task<T>> write, CancellationToken cancellationToken)
    {
        await _writers.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await graph.WriteAsync(write, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writers.Release();
        }
    }

    private static Trail TrailOf(EdgeTrailRow edge, Func<string?, IReadOnlyList<NamedVersion>> runs) => new()
    {
        RunOutputs = runs(edge.RunId),
        ModelId = edge.ModelId,
        ModelVersion = edge.ModelVersion,
        CreatedAt = edge.CreatedAt is { } text ? ColumnValue.Instant(text) : null,
        Evidence = edge.Evidence,
    };

    private sealed record Decision(EdgeTrailRow Edge, Attribution Attribution)
    {
        public EdgeRef Place => new(Edge.EdgeType, Edge.EdgeId, Edge.ElementId);
    }
}
