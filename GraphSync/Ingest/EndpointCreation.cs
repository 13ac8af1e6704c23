using GraphQueries.Nodes;
using GraphQueries.Resilience;
using GraphSync.Batching;

namespace GraphSync.Ingest;

/// <summary>Makes endpoints that edges need and the graph lacks; those that exist stay as they are. Safe for concurrent use.</summary>
/// <param name="graph">The graph.</param>
/// <param name="size">How many are written at once.</param>
/// <param name="leavesKinds">Whether an edge may say another kind than its endpoint has, which stays as it is.</param>
internal sealed class EndpointCreation(GraphClient graph, BatchSize size, bool leavesKinds = false)
{
    /// <summary>How many go into one transaction at most.</summary>
    public const int NodesPerWrite = 2_500;

    private long _created;

    /// <summary>How many have been made.</summary>
    public long Created => Interlocked.Read(ref _created);

    /// <param name="edges">Whose endpoints must exist. Of several kinds that are said of one, the first counts.</param>
    /// <param name="cancellationToken">Stops between transactions.</param>
    /// <returns>Why an edge is refused; null when it is not.</returns>
    public async Task<Func<EdgeRow, string?>> RequireAsync(IEnumerable<EdgeRow> edges, CancellationToken cancellationToken)
    {
        var kinds = Of(edges);
        var refusals = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var batch in kinds.Chunk(NodesPerWrite).ToList())
        {
            await BatchBisection.RunAsync(batch, part => CreateAsync(part, kinds, cancellationToken), RacingWrites.IsAboutRows, (node, e) =>
            {
                refusals[node.Key] = $"Neo4j refuses the endpoint '{node.Key}': {e.Message}";
                return Task.CompletedTask;
            }, size).ConfigureAwait(false);
        }
        return edge => refusals.GetValueOrDefault(edge.SourceId) ?? refusals.GetValueOrDefault(edge.TargetId)
            ?? (leavesKinds ? null
                : Another("source", edge.SourceId, edge.SourceType) ?? Another("target", edge.TargetId, edge.TargetType));

        string? Another(string end, string id, string? said) => said is null || kinds[id] == said ? null
            : $"the {end}_id '{id}' is a {Excerpt.Start(kinds[id]!, 100)} already, and this row says {Excerpt.Start(said, 100)}: "
                + $"give each its own id, as by --map '{end}_id={{{end}_type}}:{{{end}_id}}'";
    }

    /// <summary>The endpoints of edges, with the first kind that is said of each.</summary>
    private static Dictionary<string, string?> Of(IEnumerable<EdgeRow> edges)
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

    private async Task CreateAsync(IReadOnlyList<KeyValuePair<string, string?>> nodes, Dictionary<string, string?> kinds,
        CancellationToken cancellationToken)
    {
        var required = new RequireNodesParameters([.. nodes.Select(node => node.Key)], [.. nodes.Select(node => node.Value)]);
        var written = (await RacingWrites.RunAsync(stop => graph.WriteAsync(NodeQueries.Require, required, stop), cancellationToken)
            .ConfigureAwait(false))[0];
        Interlocked.Add(ref _created, written.Created);
        foreach (var (id, kind) in written.Others.Zip(written.OtherKinds)) kinds[id] = kind;
    }
}
