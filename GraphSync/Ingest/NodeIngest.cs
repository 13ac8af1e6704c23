using GraphQueries.EdgeTypes;

namespace GraphSync.Ingest;

/// <summary>Creates endpoints; those that exist get the properties of their rows, unless a row says another kind.</summary>
/// <remarks>Streams in batches, in constant memory. Safe for concurrent use.</remarks>
internal sealed class NodeIngest(GraphClient graph, EdgeTypeRegistry types)
{
    /// <summary>Takes in all rows; of two rows with one id the later wins where they differ, unless it says another kind.</summary>
    /// <param name="rows">Read once, in order.</param>
    /// <param name="refused">Called for each row that is refused; null to count only.</param>
    /// <param name="progress">Told the number of rows done so far, about once a batch; null for nobody.</param>
    /// <param name="cancellationToken">Stops between batches; a rerun completes the work.</param>
    public async Task<IngestResult> RunAsync(IAsyncEnumerable<NodeRow> rows, Func<RefusedNode, Task>? refused, IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        await types.CreateEndpointSchemaAsync(cancellationToken).ConfigureAwait(false);
        var run = new NodeIngestRun(graph, refused, progress, cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
            await run.AddAsync(row).ConfigureAwait(false);
        await run.FlushAsync().ConfigureAwait(false);
        return run.Result;
    }
}
