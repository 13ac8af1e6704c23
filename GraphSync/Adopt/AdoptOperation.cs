using GraphQueries.Adopt;
using GraphQueries.Catalogue;
using GraphQueries.EdgeTypes;
using GraphQueries.Outbound;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Inbound;
using GraphSync.Ingest;
using GraphSync.Operations;
using GraphSync.Postgres;

namespace GraphSync.Adopt;

/// <summary>
/// Takes in relationship types of a graph that exists: looks at all of it, and only then makes endpoints of its nodes, gives edge ids and
/// values, makes the schema, registers the types and puts their edges into the outbox.
/// </summary>
/// <remarks>A type whose adoption begins is noted in the graph until its edges are in the outbox: whatever stops it, running it again goes
/// on. A type that is registered and has nothing to be written is left alone.</remarks>
internal sealed class AdoptOperation(GraphClient graph, EdgeTypeRegistry registry, InboxPreview inbox, TimeProvider time)
    : Operation<AdoptRequest, AdoptReport>
{
    private const int PageSize = 10_000;

    /// <exception cref="BadInputException">The graph cannot be taken in as it is; the message lists where and says what to do.</exception>
    protected override async Task<AdoptReport> ExecuteAsync(AdoptRequest request, CancellationToken cancellationToken)
    {
        var versions = new RealVersions(graph);
        if (request.DryRun) await versions.ExpectAsync(inbox, cancellationToken).ConfigureAwait(false);
        var look = await new AdoptionLook(graph, registry, versions, request).RunAsync(cancellationToken).ConfigureAwait(false);
        var report = new AdoptReport(look.Types.ToDictionary(type => type.Name, type => type.Edges, StringComparer.Ordinal))
        {
            Refused = look.Refused,
            Findings = look.Findings,
            Converted = look.Types.Sum(type => type.Writes),
        };
        if (request.DryRun) return report;
        RequireUse(request, look.Findings);
        var begun = await graph.ReadAsync(AdoptQueries.Begun, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        var open = look.Types.Where(type => type.Unidentified + type.Writes > 0 || begun.Any(other => other.Name == type.Name)
            || !graph.Schema.Types.Contains(type.Name)).Select(type => type.Name).ToList();
        if (open.Count == 0) return report;
        var refused = await WriteAsync(request, look, open, cancellationToken).ConfigureAwait(false);
        return refused.Count == 0 ? report : report with
        {
            Types = report.Types.Where(type => !refused.ContainsKey(type.Key)).ToDictionary(StringComparer.Ordinal),
            Refused = report.Refused.Concat(refused).ToDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>Before anything is written.</summary>
    private static void RequireUse(AdoptRequest request, IReadOnlyList<AdoptFinding> findings)
    {
        var stopping = findings.Where(finding => !request.Converts || !finding.CanBePutAside).ToList();
        if (stopping.Count == 0) return;
        var remedy = stopping.Exists(finding => finding.CanBePutAside)
            ? "correct them, or let --convert put aside what an edge can do without"
            : "correct them: an edge cannot do without";
        throw new BadInputException($"Relationships hold values that an edge cannot hold, and nothing has been written; {remedy}: "
            + $"{string.Join("; ", stopping.Select(finding => finding.ToString()))}.");
    }

    private async Task<IReadOnlyDictionary<string, string>> WriteAsync(AdoptRequest request, Adoption look, List<string> types,
        CancellationToken cancellationToken)
    {
        await graph.WriteAsync(AdoptQueries.Begin, new AdoptionParameters(types), cancellationToken).ConfigureAwait(false);
        await registry.CreateEdgeIdSchemaAsync(cancellationToken).ConfigureAwait(false);
        await registry.CreateEndpointSchemaAsync(cancellationToken).ConfigureAwait(false);
        foreach (var label in request.Labels)
        {
            await RunInBatchesAsync(rows => AdoptQueries.AddLabel.For(graph.Schema, new AddLabelParameters(label.Label, label.Key, rows)),
                cancellationToken).ConfigureAwait(false);
        }
        var unidentified = look.Types.Sum(type => type.Unidentified);
        request.Progress?.Report(new AdoptProgress(AdoptStep.GiveIds, 0, unidentified));
        await RunInBatchesAsync(rows => AdoptQueries.GiveIds.For(graph.Schema, types,
            new GiveIdsParameters(request.EdgeIdProperty, rows)), cancellationToken).ConfigureAwait(false);
        request.Progress?.Report(new AdoptProgress(AdoptStep.GiveIds, unidentified, unidentified));
        string[] changing = [.. look.Types.Where(type => type.Writes > 0).Select(type => type.Name)];
        if (changing.Length > 0) await ConvertAsync(look, changing, cancellationToken).ConfigureAwait(false);
        return await RegisterAsync(look.Walk, types, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyDictionary<string, string>> RegisterAsync(EdgeWalk walk, List<string> types,
        CancellationToken cancellationToken)
    {
        var refused = await registry.EnsureAsync(types, cancellationToken).ConfigureAwait(false);
        List<string> registered = [.. types.Where(type => !refused.ContainsKey(type))];
        var firstEdges = await EnqueueOutboxAsync(walk, registered, cancellationToken).ConfigureAwait(false);
        await graph.RecountJobsAsync(firstEdges, new HashSet<string>(StringComparer.Ordinal), cancellationToken).ConfigureAwait(false);
        await graph.WriteAsync(AdoptQueries.End, new AdoptionParameters(registered), cancellationToken).ConfigureAwait(false);
        return refused;
    }

    private async Task ConvertAsync(Adoption look, IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        var size = new BatchSize(PageSize);
        await foreach (var page in look.Walk.PagesAsync(types, cancellationToken).ConfigureAwait(false))
        {
            await look.Reader.LoadAsync(page.Unread, cancellationToken).ConfigureAwait(false);
            var rows = page.Unread.Select(look.Reader.Read).Where(reading => reading.Writes).Select(Row).ToList();
            await BatchBisection.RunAsync(rows, async part =>
            {
                var converted = await graph.WriteAsync(AdoptQueries.Convert, new ConvertParameters(part), cancellationToken)
                    .ConfigureAwait(false);
                if (converted[0].Converted < part.Count)
                    throw new BadInputException($"Edges of '{page.Type}' have been changed by others meanwhile: run this again.");
            }, size).ConfigureAwait(false);
        }
    }

    private static IReadOnlyDictionary<string, object?> Row(EdgeReading reading) => new Dictionary<string, object?>
    {
        ["element"] = reading.Edge.Element,
        ["edge_id"] = reading.Edge.Id,
        ["seen"] = reading.Edge.Seen,
        ["columns"] = reading.Changes.Where(change => change.Value is not DateTimeOffset).ToDictionary(StringComparer.Ordinal),
        ["created_at"] = reading.Changes.GetValueOrDefault(ColumnRules.CreatedAt) as DateTimeOffset?,
        ["aside"] = reading.Aside.ToList(),
    };

    /// <summary>The mirror takes the edges from the outbox, from when the first part is there.</summary>
    /// <param name="walk">Knows where they stand.</param>
    /// <param name="types">Registered types.</param>
    /// <param name="cancellationToken">Stops between transactions.</param>
    /// <returns>The smallest id of the edges that stand under each version.</returns>
    private async Task<Dictionary<string, string>> EnqueueOutboxAsync(EdgeWalk walk, IReadOnlyList<string> types,
        CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartBatch("adopt");
        var blocks = await walk.BlocksAsync(types, cancellationToken).ConfigureAwait(false);
        if (blocks.Count == 0) return [];
        var (table, _) = await new BatchSize(EdgeWalk.BlockSize).FitAsync(EnqueueAsync, ItemFault.IsTooMuch).ConfigureAwait(false);
        return AdoptQueries.Enqueue.Rows(table).ToDictionary(row => row.Version, row => row.First, StringComparer.Ordinal);

        Task<QueryResult> EnqueueAsync(int places)
        {
            var parts = blocks.SelectMany(block => block.Parts(() => places)).Select(part => part.ToRow()).ToList();
            var entries = new EnqueueEdgesParameters(types, parts, time.GetUtcNow());
            return graph.Graph.RunAutoCommitAsync(AdoptQueries.Enqueue.For(graph.Schema, entries), cancellationToken);
        }
    }

    /// <summary>In transactions that the server makes; those before a failure stay, and a rerun goes on from there.</summary>
    private async Task RunInBatchesAsync(Func<int, CypherStatement> statement, CancellationToken cancellationToken)
    {
        try
        {
            await new BatchSize(PageSize).FitAsync(rows => graph.Graph.RunAutoCommitAsync(statement(rows), cancellationToken),
                ItemFault.IsTooMuch).ConfigureAwait(false);
        }
        catch (GraphException e) when (e.Code == GraphCodes.ConstraintViolation)
        {
            throw new BadInputException($"An id or key to be given is taken already; give one of the two another: {e.Message}");
        }
    }
}
