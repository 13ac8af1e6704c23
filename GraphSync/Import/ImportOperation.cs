using GraphQueries.EdgeTypes;
using GraphQueries.Nodes;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Ingest;
using GraphSync.Operations;
using GraphSync.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GraphSync.Import;

/// <summary>
/// Makes a graph of an existing table <c>kg_edges</c>: endpoints are created or matched, the relation becomes the relationship type.
/// Afterwards the graph holds the truth and the mirror keeps the table.
/// </summary>
/// <remarks>Streams by id. Whatever stops it, running it again goes on after the last page that was finished, and so does its
/// rejects file; after a complete run it begins anew, and edges that the graph has already stay as they are.</remarks>
internal sealed class ImportOperation(GraphClient graph, EdgeTypeRegistry types, NpgsqlDataSource postgres, EdgeIngest edges,
    IOptions<IngestOptions> options)
    : Operation<ImportRequest, ImportReport>
{
    protected override async Task<ImportReport> ExecuteAsync(ImportRequest request, CancellationToken cancellationToken)
    {
        var rejects = new RejectsFile(request.RejectsFile);
        await using var _ = rejects.ConfigureAwait(false);
        try
        {
            var report = await ImportAsync(rejects, request.Progress, cancellationToken).ConfigureAwait(false);
            return report.Refused > 0 ? report with { RejectsFile = rejects.Path } : report;
        }
        finally
        {
            // The next run goes on behind rows that were refused, and would not tell of them.
            await rejects.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async Task<ImportReport> ImportAsync(RejectsFile rejects, IProgress<IngestProgress>? progress,
        CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        await types.CreateEdgeIdSchemaAsync(cancellationToken).ConfigureAwait(false);
        await types.CreateEndpointSchemaAsync(cancellationToken).ConfigureAwait(false);
        var after = await connection.ScalarAsync<string>("Import/position.sql", null, cancellationToken).ConfigureAwait(false);
        rejects.GoesOn = after is not null;
        var report = new ImportReport(0, 0, 0, 0, after);
        var pages = new KgEdgePages(postgres, options.Value.MaxRowBytes);
        var endpoints = new EndpointCreation(graph, new BatchSize(EndpointCreation.NodesPerWrite), leavesKinds: true);
        var writer = edges.NewWriter();
        long number = 0;
        await foreach (var rows in pages.ReadAsync(after, cancellationToken).ConfigureAwait(false))
        {
            KgEdgeRow[] parsed = [.. rows.Select(row => KgEdgeRow.Parse(++number, row))];
            report += await TakeAsync(parsed, writer, endpoints, rejects, cancellationToken).ConfigureAwait(false);
            if (rows[^1].Id is { } last)
                await connection.RunAsync("Import/save-position.sql", new { after = last }, cancellationToken).ConfigureAwait(false);
            progress?.Report(new IngestProgress("kg_edges", number));
        }
        await connection.RunAsync("Import/forget-position.sql", null, cancellationToken).ConfigureAwait(false);
        return report;
    }

    private async Task<ImportReport> TakeAsync(IReadOnlyList<KgEdgeRow> rows, EdgeBatchWriter writer, EndpointCreation endpoints,
        RejectsFile rejects, CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartBatch("import", rows.Count);
        var before = endpoints.Created;
        var sound = await SoundAsync(rows, rejects).ConfigureAwait(false);
        var run = edges.Begin(writer, refused => rejects.AddAsync("edge", refused.Row.Origin!, refused.Reason), null, cancellationToken,
            endpoints);
        try
        {
            foreach (var row in sound) await run.AddAsync(row.Edge).ConfigureAwait(false);
            await run.FinishAsync().ConfigureAwait(false);
        }
        finally
        {
            await run.LandAsync().ConfigureAwait(false);
        }
        return new ImportReport(run.Result.Created, run.Result.Present, run.Result.Refused + rows.Count - sound.Count,
            endpoints.Created - before, null);
    }

    /// <summary>The rows that could be read; the others go to the rejects file.</summary>
    private static async Task<List<KgEdgeRow>> SoundAsync(IReadOnlyList<KgEdgeRow> rows, RejectsFile rejects)
    {
        List<KgEdgeRow> sound = [];
        foreach (var row in rows)
        {
            if (row.Problem is { } reason) await rejects.AddAsync("edge", row.Edge.Origin!, reason).ConfigureAwait(false);
            else sound.Add(row);
        }
        return sound;
    }
}
