using Dapper;
using GraphQueries.Nodes;
using GraphSync.Ingest;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Import;

/// <summary>
/// Makes a graph of an existing table <c>kg_edges</c>: endpoints are created or matched, the relation becomes the relationship type.
/// Afterwards the graph holds the truth and the mirror keeps the table.
/// </summary>
/// <remarks>Streams by id. Whatever stops it, running it again goes on after the last page that was finished; after a complete run
/// it begins anew, and edges that the graph has already stay as they are.</remarks>
public sealed class KgEdgeImport(BridgeContext context)
{
    private const int PageSize = 10_000;

    /// <summary>Imports all rows.</summary>
    /// <param name="rejects">Gets the rows that were refused, under their place in the order of ids; the caller completes it.</param>
    /// <param name="progress">Told the number of rows done so far; null for nobody.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public async Task<ImportReport> RunAsync(RejectsFile rejects, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var connection = await context.Postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        await context.Types.CreateEndpointSchemaAsync(cancellationToken).ConfigureAwait(false);
        var after = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("SELECT after_id FROM bridge_import", cancellationToken: cancellationToken)).ConfigureAwait(false);
        var report = new ImportReport(0, 0, 0, 0, after);
        for (long number = 0; ;)
        {
            var rows = (await connection.QueryAsync<Row>(new CommandDefinition(Sql.Load("Import/page.sql"), new { after = after ?? "", limit = PageSize }, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
            if (rows.Count == 0) break;
            report += await TakeAsync(rows.ConvertAll(row => KgEdgeRow.Parse(++number, row.Json)), rejects, cancellationToken).ConfigureAwait(false);
            after = rows[^1].Id;
            await SaveAsync(connection, after, cancellationToken).ConfigureAwait(false);
            progress?.Report(number);
        }
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM bridge_import", cancellationToken: cancellationToken)).ConfigureAwait(false);
        if (report.Created > 0) await context.Types.RefreshStatisticsAsync(cancellationToken).ConfigureAwait(false);
        return report;
    }

    private async Task<ImportReport> TakeAsync(List<KgEdgeRow> rows, RejectsFile rejects, CancellationToken cancellationToken)
    {
        long unreadable = 0;
        List<KgEdgeRow> sound = [];
        foreach (var row in rows)
        {
            if ((row.Problem ?? RowRules.Refusal(row.Edge)) is { } problem)
            {
                unreadable++;
                await rejects.AddAsync("edge", row.Edge.Origin!, problem).ConfigureAwait(false);
            }
            else sound.Add(row);
        }
        var nodes = await RequireEndpointsAsync(sound, cancellationToken).ConfigureAwait(false);
        var run = new EdgeIngestRun(context, refused => rejects.AddAsync("edge", refused.Row.Origin!, refused.Reason), null, cancellationToken);
        try
        {
            foreach (var row in sound) await run.AddAsync(row.Edge).ConfigureAwait(false);
            await run.FinishAsync().ConfigureAwait(false);
        }
        finally
        {
            await run.LandAsync().ConfigureAwait(false);
        }
        return new ImportReport(run.Result.Created, run.Result.Present, run.Result.Refused + unreadable, nodes, null);
    }

    private async Task<long> RequireEndpointsAsync(List<KgEdgeRow> rows, CancellationToken cancellationToken)
    {
        var kinds = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            kinds.TryAdd(row.Edge.SourceId, row.SourceKind);
            kinds.TryAdd(row.Edge.TargetId, row.TargetKind);
        }
        long created = 0;
        foreach (var batch in kinds.Chunk(2500))
        {
            var required = new RequireNodesParameters([.. batch.Select(node => node.Key)], [.. batch.Select(node => node.Value)]);
            created += (await BatchBisection.AgainAfterRaceAsync(() => context.Graph.WriteAsync(NodeQueries.Require, required, cancellationToken)).ConfigureAwait(false))[0].Created;
        }
        return created;
    }

    private static Task SaveAsync(NpgsqlConnection connection, string after, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(Sql.Load("Import/save-position.sql"), new { after }, cancellationToken: cancellationToken));

    private sealed record Row(string Id, string Json);
}

/// <summary>What an import came to.</summary>
/// <param name="Created">Edges created.</param>
/// <param name="Present">Rows whose edge the graph has already.</param>
/// <param name="Refused">Rows that were refused.</param>
/// <param name="Nodes">Endpoints created.</param>
/// <param name="ResumedAfter">The id after which an interrupted import went on; null for one from the start.</param>
public sealed record ImportReport(long Created, long Present, long Refused, long Nodes, string? ResumedAfter)
{
    /// <summary>Adds up.</summary>
    public static ImportReport operator +(ImportReport left, ImportReport right) => new(left.Created + right.Created,
        left.Present + right.Present, left.Refused + right.Refused, left.Nodes + right.Nodes, left.ResumedAfter ?? right.ResumedAfter);
}
