using GraphQueries.Adopt;
using GraphQueries.EdgeTypes;
using GraphQueries.Outbound;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Operations;
using GraphSync.Postgres;

namespace GraphSync.Adopt;

/// <summary>
/// Takes in relationship types of a graph that exists: makes endpoints of its nodes, gives edge ids, makes the schema, registers the
/// types and puts all of their edges into the outbox.
/// </summary>
/// <remarks>Whatever stops it, running it again goes on. What it finds wrong it lists before anything is registered.</remarks>
internal sealed class AdoptOperation(GraphClient graph, EdgeTypeRegistry registry, TimeProvider time) : Operation<AdoptRequest, AdoptReport>
{
    private const int PageSize = 10_000;

    /// <exception cref="BadInputException">The graph cannot be taken in as it is; the message lists where and says what to do.</exception>
    protected override async Task<AdoptReport> ExecuteAsync(AdoptRequest request, CancellationToken cancellationToken)
    {
        var types = request.Types.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var check = new AdoptionCheck(graph);
        foreach (var type in types) await check.ExistsAsync(type, cancellationToken).ConfigureAwait(false);
        await MakeEndpointsAsync(check, request.Labels, cancellationToken).ConfigureAwait(false);
        foreach (var type in types) await check.IsFitAsync(type, request.EdgeIdProperty, cancellationToken).ConfigureAwait(false);
        foreach (var type in types)
        {
            await RunInBatchesAsync(rows => AdoptQueries.GiveIds.For(graph.Schema, type,
                new GiveIdsParameters(request.EdgeIdProperty, rows)), cancellationToken).ConfigureAwait(false);
            await MakeSchemaAsync(check, type, cancellationToken).ConfigureAwait(false);
        }
        await registry.AwaitIndexesAsync(cancellationToken).ConfigureAwait(false);
        await registry.RefreshStatisticsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var type in types) await check.HasInputsThatFitAsync(type, cancellationToken).ConfigureAwait(false);
        await check.HasEachIdOnceAsync(types, cancellationToken).ConfigureAwait(false);
        await RegisterAsync(types, cancellationToken).ConfigureAwait(false);
        var report = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var firstEdges = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var type in types) report[type] = await EnqueueOutboxAsync(type, firstEdges, cancellationToken).ConfigureAwait(false);
        await graph.RecountJobsAsync(firstEdges, new HashSet<string>(StringComparer.Ordinal), cancellationToken).ConfigureAwait(false);
        return new AdoptReport(report);
    }

    private async Task MakeEndpointsAsync(AdoptionCheck check, IReadOnlyList<LabelKey> labels, CancellationToken cancellationToken)
    {
        await check.HasEachKeyOnceAsync(labels, cancellationToken).ConfigureAwait(false);
        foreach (var label in labels) await check.HasKeysThatFitAsync(label, cancellationToken).ConfigureAwait(false);
        await registry.CreateEndpointSchemaAsync(cancellationToken).ConfigureAwait(false);
        foreach (var label in labels)
        {
            await RunInBatchesAsync(rows => AdoptQueries.AddLabel.For(graph.Schema, new AddLabelParameters(label.Label, label.Key, rows)),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task MakeSchemaAsync(AdoptionCheck check, string type, CancellationToken cancellationToken)
    {
        try
        {
            await registry.CreateSchemaAsync(type, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphException e) when (e.Code == GraphCodes.ConstraintCreationFailed)
        {
            throw await check.DuplicateAsync(type, e, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RegisterAsync(List<string> types, CancellationToken cancellationToken)
    {
        var refused = await registry.EnsureAsync(types, cancellationToken).ConfigureAwait(false);
        if (refused.Count > 0) throw new BadInputException($"The type '{refused.First().Key}' cannot be adopted: {refused.First().Value}.");
        await registry.RefreshStatisticsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The mirror takes the edges from the outbox.</summary>
    /// <param name="type">Their type.</param>
    /// <param name="firstEdges">Takes the smallest id of the edges that stand under each version.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    private async Task<long> EnqueueOutboxAsync(string type, Dictionary<string, string> firstEdges, CancellationToken cancellationToken)
    {
        var size = new BatchSize(PageSize);
        long edges = 0;
        for (var after = ""; ;)
        {
            var page = await EnqueuePageAsync(type, after, size, cancellationToken).ConfigureAwait(false);
            if (page.EdgeIds.Count == 0) return edges;
            foreach (var (version, edgeId) in page.Stands.Zip(page.EdgeIds).Where(edge => edge.First.Length > 0))
            {
                if (!firstEdges.TryGetValue(version, out var first) || CodePointOrder.Instance.Compare(edgeId, first) < 0)
                    firstEdges[version] = edgeId;
            }
            edges += page.EdgeIds.Count;
            after = page.EdgeIds[^1];
        }
    }

    private async Task<EdgePageRow> EnqueuePageAsync(string type, string after, BatchSize size, CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartBatch("adopt");
        var (page, _) = await size.FitAsync(async limit =>
        {
            var read = new EdgePageParameters(after, limit);
            var edges = (await graph.ReadAsync(AdoptQueries.Page, type, read, cancellationToken).ConfigureAwait(false))[0];
            var outbox = new OutboxEntryParameters(type, edges.EdgeIds, [], time.GetUtcNow());
            if (edges.EdgeIds.Count > 0) await graph.WriteAsync(OutboundQueries.Enqueue, outbox, cancellationToken).ConfigureAwait(false);
            return edges;
        }, ItemFault.IsTooMuch).ConfigureAwait(false);
        return page;
    }

    /// <summary>In transactions that the server makes; those before a failure stay, and a rerun goes on from there.</summary>
    private async Task RunInBatchesAsync(Func<int, CypherStatement> statement, CancellationToken cancellationToken)
    {
        try
        {
            await new BatchSize(PageSize).FitAsync(rows => graph.Graph.RunAutoCommitAsync(statement(rows), cancellationToken),
                ItemFault.IsTooMuch).ConfigureAwait(false);
        }
        catch (GraphException e) when (e.Code == GraphCodes.ConstraintViolation)
        {
            throw new BadInputException($"An id or key to be given is taken already; give one of the two another: {e.Message}");
        }
    }
}
