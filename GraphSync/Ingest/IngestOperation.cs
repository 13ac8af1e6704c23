using GraphQueries.Resilience;
using GraphSync.Ingest.Input;
using GraphSync.Operations;
using GraphSync.Postgres;
using Microsoft.Extensions.Options;

namespace GraphSync.Ingest;

/// <summary>Inserts endpoints, then edges.</summary>
internal sealed class IngestOperation(GraphClient graph, NodeIngest nodes, EdgeIngest edges, IOptions<IngestOptions> options)
    : Operation<IngestRequest, IngestReport>
{
    /// <exception cref="BadInputException">A file, its header or an option cannot be used.</exception>
    protected override async Task<IngestReport> ExecuteAsync(IngestRequest request, CancellationToken cancellationToken)
    {
        Require(request);
        (string, long)? source = request.Source is { } id
            ? (id, await new RealVersions(graph).RequireAsync(id, cancellationToken).ConfigureAwait(false)) : null;
        var endpoints = request.CreateEndpoints ?? request.Input.Preset == InputPreset.Kgx
            ? new EndpointCreation(graph, new BatchSize(EndpointCreation.NodesPerWrite)) : null;
        var files = new FileIngest(nodes, edges, request.Input, options.Value.MaxRowBytes, source, endpoints);
        // One file for both kinds, which stays one also when it replaces what it was read from.
        var shared = request.RejectsFile is { } path
            ? new RejectsFile(path, keepOthers: !request.NodeFiles.Intersect(request.EdgeFiles).Any()) : null;
        try
        {
            var (nodeResult, nodeRejects) = await TakeAsync(request.NodeFiles, "node", shared, (file, rejects) =>
                files.NodesAsync(file, rejects, Progress(request, "nodes"), cancellationToken)).ConfigureAwait(false);
            if (request.Nodes is { } nodeRows)
            {
                nodeResult += await nodes.RunAsync(nodeRows, request.NodeRefused, Progress(request, "nodes"), cancellationToken)
                    .ConfigureAwait(false);
            }
            var (edgeResult, edgeRejects) = await TakeAsync(request.EdgeFiles, "edge", shared, (file, rejects) =>
                files.EdgesAsync(file, rejects, Progress(request, "edges"), cancellationToken)).ConfigureAwait(false);
            if (request.Edges is { } edgeRows)
            {
                edgeResult += await edges.RunAsync(edgeRows, request.EdgeRefused, Progress(request, "edges"), cancellationToken, endpoints)
                    .ConfigureAwait(false);
            }
            if (shared is not null) await shared.CompleteAsync().ConfigureAwait(false);
            return new IngestReport(nodeResult, edgeResult, nodeRejects, edgeRejects, files.Notes, endpoints?.Created ?? 0);
        }
        finally
        {
            if (shared is not null) await shared.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static void Require(IngestRequest request)
    {
        RowShape.Require(request.Input);
        string[] files = [.. request.NodeFiles, .. request.EdgeFiles];
        if (files.Count(file => file == InputFile.StandardInput) > 1)
            throw new BadInputException("The standard input (-) can be read once: give the other rows as a file.");
    }

    /// <returns>The counts, and the rejects files that have rows of these inputs.</returns>
    private static async Task<(IngestResult Result, IReadOnlyList<string> Rejects)> TakeAsync(IReadOnlyList<string> files, string kind,
        RejectsFile? shared, Func<string, RejectsFile, Task<IngestResult>> take)
    {
        var sum = IngestResult.None;
        List<string> filled = [];
        foreach (var file in files)
        {
            var rejects = shared ?? new RejectsFile(RejectsFile.Beside(file, kind));
            try
            {
                var result = await take(file, rejects).ConfigureAwait(false);
                if (shared is null) await rejects.CompleteAsync().ConfigureAwait(false);
                if (result.Refused > 0 && !filled.Contains(rejects.Path)) filled.Add(rejects.Path);
                sum += result;
            }
            finally
            {
                if (shared is null) await rejects.DisposeAsync().ConfigureAwait(false);
            }
        }
        return (sum, filled);
    }

    private static Relay? Progress(IngestRequest request, string what) =>
        request.Progress is { } progress ? new Relay(progress, what) : null;

    private sealed class Relay(IProgress<IngestProgress> progress, string what) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new IngestProgress(what, value));
    }
}
