using GraphQueries.Nodes;
using GraphQueries.Resilience;
using GraphSync.Batching;

namespace GraphSync.Ingest;

/// <summary>One insertion of endpoints: gathers rows into batches, writes them and counts what became of each row.</summary>
internal sealed class NodeIngestRun(GraphClient graph, Func<RefusedNode, Task>? refused, IProgress<long>? progress,
    CancellationToken cancellationToken)
{
    private const int BatchRows = 2000;
    private const int BatchBytes = 4 << 20;

    private readonly BatchSize _size = new(BatchRows);
    private List<NodeRow> _batch = [];
    private long _batchBytes;
    private long _created;
    private long _taken;
    private long _refused;

    public IngestResult Result => new(_created, _taken - _created, _refused);

    public async Task AddAsync(NodeRow row)
    {
        if (RowRules.Refusal(row, graph.Schema.NodeKey) is { } reason) await RefuseAsync(row, reason).ConfigureAwait(false);
        else _batch.Add(row);
        _batchBytes += row.Origin?.Raw.Length ?? 0;
        if (_batch.Count >= BatchRows || _batchBytes >= BatchBytes) await FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Writes the rows that have been gathered.</summary>
    public async Task FlushAsync()
    {
        List<(NodeRow Row, string Reason)> refusals = [];
        await BatchBisection.RunAsync(_batch, async part => refusals.AddRange(await WriteAsync(part).ConfigureAwait(false)),
            RacingWrites.IsAboutRows, (row, e) =>
            {
                refusals.Add((row, $"Neo4j refuses it: {e.Message}"));
                return Task.CompletedTask;
            }, _size).ConfigureAwait(false);
        _taken += _batch.Count - refusals.Count;
        foreach (var (row, reason) in refusals) await RefuseAsync(row, reason).ConfigureAwait(false);
        progress?.Report(_taken + _refused);
        (_batch, _batchBytes) = ([], 0);
    }

    /// <returns>The rows that say another kind than their endpoint has.</returns>
    private async Task<IEnumerable<(NodeRow Row, string Reason)>> WriteAsync(IReadOnlyList<NodeRow> rows)
    {
        if (rows.Count == 0) return [];
        using var span = Telemetry.StartBatch("ingest", rows.Count);
        var batch = new MergeNodesParameters([.. rows.Select(row => row.Id)], [.. rows.Select(Properties)]);
        var result = (await RacingWrites.RunAsync(stop => graph.WriteAsync(NodeQueries.Merge, batch, stop), cancellationToken)
            .ConfigureAwait(false))[0];
        _created += result.Created;
        return result.Refused.Select((index, i) =>
            (rows[(int)index], Another(batch, (int)index, result.Kinds[i], result.Names[i])));
    }

    private static Dictionary<string, object?> Properties(NodeRow row)
    {
        var properties = new Dictionary<string, object?>(row.Properties, StringComparer.Ordinal);
        if (row.Kind is not null) properties["kind"] = row.Kind;
        if (row.Name is not null) properties["name"] = row.Name;
        return properties;
    }

    private static string Another(MergeNodesParameters batch, int index, string kind, string name)
    {
        var called = name.Length > 0 ? $" ('{Excerpt.Start(name, 100)}')" : "";
        return $"the id '{batch.Ids[index]}' is a {Excerpt.Start(kind, 100)}{called} already, and this row says "
            + $"{batch.Properties[index]["kind"]}: give each its own id, as by --map 'id={{kind}}:{{id}}'";
    }

    private async Task RefuseAsync(NodeRow row, string reason)
    {
        _refused++;
        if (refused is not null) await refused(new RefusedNode(row, reason)).ConfigureAwait(false);
    }
}
