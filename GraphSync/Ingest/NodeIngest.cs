using GraphQueries.Nodes;

namespace GraphSync.Ingest;

/// <summary>Creates endpoints; those that exist get the properties of their rows.</summary>
/// <remarks>Streams in batches, in constant memory. Safe for concurrent use.</remarks>
public sealed class NodeIngest(BridgeContext context)
{
    private const int BatchRows = 2000;
    private const int BatchBytes = 4 << 20;

    /// <summary>Takes in all rows; of two rows with one id the later wins where they differ.</summary>
    /// <param name="rows">Read once, in order.</param>
    /// <param name="refused">Called for each row that is refused; null to count only.</param>
    /// <param name="progress">Told the number of rows done so far, about once a batch; null for nobody.</param>
    /// <param name="cancellationToken">Stops between batches; a rerun completes the work.</param>
    public async Task<IngestResult> RunAsync(IAsyncEnumerable<NodeRow> rows, Func<RefusedNode, Task>? refused, IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        await context.Types.CreateEndpointSchemaAsync(cancellationToken).ConfigureAwait(false);
        long created = 0, taken = 0, bad = 0, bytes = 0;
        List<NodeRow> batch = [];
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (RowRules.Refusal(row, context.Graph.Schema.NodeKey) is { } reason) await RefuseAsync(row, reason).ConfigureAwait(false);
            else batch.Add(row);
            bytes += row.Origin?.Raw.Length ?? 0;
            if (batch.Count >= BatchRows || bytes >= BatchBytes) await FlushAsync().ConfigureAwait(false);
        }
        await FlushAsync().ConfigureAwait(false);
        if (created > 0) await context.Types.RefreshStatisticsAsync(cancellationToken).ConfigureAwait(false);
        return new IngestResult(created, taken - created, bad);

        async Task FlushAsync()
        {
            List<(NodeRow, string)> refusals = [];
            await BatchBisection.RunAsync(batch, async part =>
            {
                created += await WriteAsync(part, cancellationToken).ConfigureAwait(false);
                taken += part.Count;
            }, (row, reason) => refusals.Add((row, reason))).ConfigureAwait(false);
            foreach (var (row, reason) in refusals) await RefuseAsync(row, reason).ConfigureAwait(false);
            progress?.Report(taken + bad);
            batch = [];
            bytes = 0;
        }

        async Task RefuseAsync(NodeRow row, string reason)
        {
            bad++;
            if (refused is not null) await refused(new RefusedNode(row, reason)).ConfigureAwait(false);
        }
    }

    private async Task<long> WriteAsync(IReadOnlyList<NodeRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return 0;
        var nodes = new Dictionary<string, Dictionary<string, object?>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!nodes.TryGetValue(row.Id, out var properties)) nodes[row.Id] = properties = new(StringComparer.Ordinal);
            foreach (var (name, value) in row.Properties) properties[name] = value;
            if (row.Kind is not null) properties["kind"] = row.Kind;
            if (row.Name is not null) properties["name"] = row.Name;
        }
        var batch = new MergeNodesParameters([.. nodes.Keys], [.. nodes.Values]);
        var result = await BatchBisection.AgainAfterRaceAsync(() => context.Graph.WriteAsync(NodeQueries.Merge, batch, cancellationToken)).ConfigureAwait(false);
        return result[0].Created;
    }
}
