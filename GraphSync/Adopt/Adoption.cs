using GraphQueries.Adopt;
using GraphQueries.Edges;
using GraphSync.Ingest;

namespace GraphSync.Adopt;

/// <summary>
/// Takes in relationship types of a graph that exists: makes endpoints of its nodes, gives edge ids, makes the schema, registers the
/// types and puts all of their edges into the outbox.
/// </summary>
/// <remarks>Whatever stops it, running it again goes on. What it finds wrong it lists before anything is registered.</remarks>
public sealed class Adoption(BridgeContext context)
{
    private const int PageSize = 10_000;
    private readonly GraphClient _graph = context.Graph;

    /// <summary>Adopts the types.</summary>
    /// <exception cref="BadInputException">The graph cannot be taken in as it is; the message lists where and says what to do.</exception>
    public async Task<AdoptReport> RunAsync(AdoptRequest request, CancellationToken cancellationToken)
    {
        var types = request.Types.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var check = new AdoptionCheck(_graph);
        foreach (var type in types) await check.ExistsAsync(type, cancellationToken).ConfigureAwait(false);
        await MakeEndpointsAsync(check, request.Labels, cancellationToken).ConfigureAwait(false);
        foreach (var type in types) await check.IsFitAsync(type, cancellationToken).ConfigureAwait(false);
        foreach (var type in types)
        {
            await AloneAsync(AdoptQueries.GiveIds.For(_graph.Schema, type, new GiveIdsParameters(request.EdgeIdProperty)), cancellationToken).ConfigureAwait(false);
            await MakeSchemaAsync(check, type, cancellationToken).ConfigureAwait(false);
        }
        await context.Types.AwaitIndexesAsync(cancellationToken).ConfigureAwait(false);
        await context.Types.RefreshStatisticsAsync(cancellationToken).ConfigureAwait(false);
        await check.HasEachIdOnceAsync(types, cancellationToken).ConfigureAwait(false);
        await RegisterAsync(types, cancellationToken).ConfigureAwait(false);
        var report = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var type in types) report[type] = await PutOutAsync(type, cancellationToken).ConfigureAwait(false);
        return new AdoptReport(report);
    }

    private async Task MakeEndpointsAsync(AdoptionCheck check, IReadOnlyList<LabelKey> labels, CancellationToken cancellationToken)
    {
        await check.HasEachKeyOnceAsync(labels, cancellationToken).ConfigureAwait(false);
        await context.Types.CreateEndpointSchemaAsync(cancellationToken).ConfigureAwait(false);
        foreach (var label in labels)
            await AloneAsync(AdoptQueries.AddLabel.For(_graph.Schema, new LabelKeyParameters(label.Label, label.Key)), cancellationToken).ConfigureAwait(false);
    }

    private async Task MakeSchemaAsync(AdoptionCheck check, string type, CancellationToken cancellationToken)
    {
        try
        {
            await context.Types.CreateSchemaAsync(type, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphException e) when (e.Code == GraphCodes.ConstraintCreationFailed)
        {
            throw await check.DoubledAsync(type, e, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RegisterAsync(List<string> types, CancellationToken cancellationToken)
    {
        var refused = await context.Types.EnsureAsync(types, cancellationToken).ConfigureAwait(false);
        if (refused.Count > 0) throw new BadInputException($"The type '{refused.First().Key}' cannot be adopted: {refused.First().Value}.");
        await context.Types.RefreshStatisticsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Mirrors come next; jobs of versions that the edges stand under hear of them.</summary>
    private async Task<long> PutOutAsync(string type, CancellationToken cancellationToken)
    {
        long edges = 0;
        for (var after = ""; ;)
        {
            var page = (await _graph.ReadAsync(AdoptQueries.Page, type, new EdgePageParameters(after, PageSize), cancellationToken).ConfigureAwait(false))[0];
            if (page.EdgeIds.Count == 0) return edges;
            var arrivals = EdgeBatchBuilder.Arrivals(page.Stands.Zip(page.EdgeIds).Where(edge => edge.First.Length > 0));
            await _graph.WriteAsync(async transaction =>
            {
                if (arrivals.VersionIds.Count > 0) await transaction.RunAsync(EdgeQueries.ReopenJobs, arrivals).ConfigureAwait(false);
                return await transaction.RunAsync(AdoptQueries.EnqueueOutbox, new EnqueueOutboxParameters(type, page.EdgeIds)).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
            edges += page.EdgeIds.Count;
            after = page.EdgeIds[^1];
        }
    }

    /// <summary>In transactions of 10,000 that the server makes; those before a failure stay, and a rerun goes on from there.</summary>
    private async Task AloneAsync(CypherStatement statement, CancellationToken cancellationToken)
    {
        try
        {
            await _graph.Graph.RunAutoCommitAsync(statement, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphException e) when (e.Code == GraphCodes.ConstraintViolation)
        {
            throw new BadInputException($"An id or key to be given is taken already; give one of the two another: {e.Message}");
        }
    }
}
