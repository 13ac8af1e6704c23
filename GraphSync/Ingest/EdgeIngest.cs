using GraphQueries.EdgeTypes;
using GraphQueries.Resilience;

namespace GraphSync.Ingest;

/// <summary>
/// Inserts edges by the rules that keep provenance honest: no model's edge enters without saying where it came from, or that this is
/// unknown, and no existing edge changes.
/// </summary>
/// <remarks>Rows stream through in batches, two in flight, so that memory does not grow with their number. Running the same rows
/// again changes nothing. Safe for concurrent use, also by several processes on the same rows.</remarks>
internal sealed class EdgeIngest(GraphClient graph, EdgeTypeRegistry types, TimeProvider time)
{
    /// <summary>Inserts all rows.</summary>
    /// <param name="rows">Read once, in order; of two rows with one id the first counts.</param>
    /// <param name="refused">Called for each row that is refused, in no particular order, one call at a time; null to count only.</param>
    /// <param name="progress">Told the number of rows done so far, about once a batch; null for nobody.</param>
    /// <param name="cancellationToken">Stops between batches; what has been inserted stays, and a rerun finds it present.</param>
    /// <param name="endpoints">Makes endpoints that are missing; null where a row that names one is refused.</param>
    /// <returns>The counts, when every row is either in the graph or refused.</returns>
    /// <exception cref="GraphException">The graph failed; batches before stay, and a rerun completes the work.</exception>
    public async Task<IngestResult> RunAsync(IAsyncEnumerable<EdgeRow> rows, Func<RefusedEdge, Task>? refused, IProgress<long>? progress,
        CancellationToken cancellationToken, EndpointCreation? endpoints = null)
    {
        await types.CreateEdgeIdSchemaAsync(cancellationToken).ConfigureAwait(false);
        if (endpoints is not null) await types.CreateEndpointSchemaAsync(cancellationToken).ConfigureAwait(false);
        var run = Begin(NewWriter(), refused, progress, cancellationToken, endpoints);
        try
        {
            await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
                await run.AddAsync(row).ConfigureAwait(false);
            await run.FinishAsync().ConfigureAwait(false);
        }
        finally
        {
            await run.LandAsync().ConfigureAwait(false);
        }
        return run.Result;
    }

    /// <summary>An insertion whose rows the caller adds.</summary>
    /// <param name="writer">Of <see cref="NewWriter"/>; may be kept for the next insertion.</param>
    /// <param name="refused">As in <see cref="RunAsync"/>.</param>
    /// <param name="progress">As there.</param>
    /// <param name="cancellationToken">As there.</param>
    /// <param name="endpoints">As there.</param>
    public EdgeIngestRun Begin(EdgeBatchWriter writer, Func<RefusedEdge, Task>? refused, IProgress<long>? progress,
        CancellationToken cancellationToken, EndpointCreation? endpoints = null) =>
        new(graph, types, writer, refused, progress, endpoints, cancellationToken);

    /// <summary>What writes the rows; it learns how many at once fit, and which types are small.</summary>
    public EdgeBatchWriter NewWriter() => new(graph, time, new BatchSize(EdgeIngestRun.BatchRows));
}
