using GraphQueries.Nodes;
using GraphQueries.Resilience;
using GraphSync.Batching;

namespace GraphSync.Ingest;

/// <summary>Makes endpoints that edges need and the graph lacks; those that exist stay as they are. Safe for concurrent use.</summary>
internal sealed class EndpointCreation(GraphClient graph, BatchSize size)
{
    /// <summary>How many go into one transaction at most.</summary>
    public const int NodesPerWrite = 2_500;

    private long _created;

    /// <summary>How many have been made.</summary>
    public long Created => Interlocked.Read(ref _created);

    /// <param name="kinds">The endpoints' keys, each with the kind that it gets when it is made.</param>
    /// <param name="cancellationToken">Stops between transactions.</param>
    /// <returns>Those that Neo4j refuses, with the reason.</returns>
    public async Task<IReadOnlyDictionary<string, string>> RequireAsync(IReadOnlyDictionary<string, string?> kinds,
        CancellationToken cancellationToken)
    {
        var refusals = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var batch in kinds.Chunk(NodesPerWrite))
        {
            await BatchBisection.RunAsync(batch, part => CreateAsync(part, cancellationToken), RacingWrites.IsAboutRows, (node, e) =>
            {
                refusals[node.Key] = $"Neo4j refuses the endpoint '{node.Key}': {e.Message}";
                return Task.CompletedTask;
            }, size).ConfigureAwait(false);
        }
        return refusals;
    }

    /// <summary>The endpoints of edges, with the first kind that is said of each.</summary>
    public static Dictionary<string, string?> Of(IEnumerable<EdgeRow> edges)
    {
        var kinds = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var edge in edges)
        {
            Add(edge.SourceId, edge.SourceType);
            Add(edge.TargetId, edge.TargetType);
        }
        return kinds;

        void Add(string id, string? kind)
        {
            if (!kinds.TryGetValue(id, out var known) || known is null) kinds[id] = kind;
        }
    }

    private async Task CreateAsync(IReadOnlyList<KeyValuePair<string, string?>> nodes, CancellationToken cancellationToken)
    {
        var required = new RequireNodesParameters([.. nodes.Select(node => node.Key)], [.. nodes.Select(node => node.Value)]);
        var written = await RacingWrites.RunAsync(stop => graph.WriteAsync(NodeQueries.Require, required, stop), cancellationToken)
            .ConfigureAwait(false);
        Interlocked.Add(ref _created, written[0].Created);
    }
}
