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
        List<(NodeRow, string)> refusals = [];
        await BatchBisection.RunAsync(_batch, async part =>
        {
            _created += await WriteAsync(part).ConfigureAwait(false);
            _taken += part.Count;
        }, RacingWrites.IsAboutRows, (row, e) =>
        {
            refusals.Add((row, $"Neo4j refuses it: {e.Message}"));
            return Task.CompletedTask;
        }, _size).ConfigureAwait(false);
        foreach (var (row, reason) in refusals) await RefuseAsync(row, reason).ConfigureAwait(false);
        progress?.Report(_taken + _refused);
        (_batch, _batchBytes) = ([], 0);
    }

    private async Task<long> WriteAsync(IReadOnlyList<NodeRow> rows)
    {
        if (rows.Count == 0) return 0;
        using var span = Telemetry.StartBatch("ingest", rows.Count);
        var nodes = new Dictionary<string, Dictionary<string, object?>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!nodes.TryGetValue(row.Id, out var properties)) nodes[row.Id] = properties = new(StringComparer.Ordinal);
            foreach (var (name, value) in row.Properties) properties[name] = value;
            if (row.Kind is not null) properties["kind"] = row.Kind;
            if (row.Name is not null) properties["name"] = row.Name;
        }
        var batch = new MergeNodesParameters([.. nodes.Keys], [.. nodes.Values]);
        var result = await RacingWrites.RunAsync(stop => graph.WriteAsync(NodeQueries.Merge, batch, stop), cancellationToken)
            .ConfigureAwait(false);
        return result[0].Created;
    }

    private async Task RefuseAsync(NodeRow row, string reason)
    {
        _refused++;
        if (refused is not null) await refused(new RefusedNode(row, reason)).ConfigureAwait(false);
    }
}
