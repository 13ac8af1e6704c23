using GraphSync.Operations;
using GraphSync.Postgres;
using Microsoft.Extensions.Options;

namespace GraphSync.Ingest;

/// <summary>Inserts endpoints, then edges.</summary>
internal sealed class IngestOperation(NodeIngest nodes, EdgeIngest edges, IOptions<IngestOptions> options)
    : Operation<IngestRequest, IngestReport>
{
    private readonly FileIngest _files = new(nodes, edges, options.Value.MaxRowBytes);

    /// <exception cref="BadInputException">A file or its header cannot be used.</exception>
    protected override async Task<IngestReport> ExecuteAsync(IngestRequest request, CancellationToken cancellationToken)
    {
        // One file for both kinds, which stays one also when it replaces what it was read from.
        var shared = request.RejectsFile is { } path ? new RejectsFile(path, keepOthers: request.NodesFile != request.EdgesFile) : null;
        try
        {
            var (nodeResult, nodeRejects) = await TakeAsync(request.NodesFile, shared, (file, rejects) =>
                _files.NodesAsync(file, rejects, Progress(request, "nodes"), cancellationToken)).ConfigureAwait(false);
            if (request.Nodes is { } nodeRows)
            {
                nodeResult += await nodes.RunAsync(nodeRows, request.NodeRefused, Progress(request, "nodes"), cancellationToken)
                    .ConfigureAwait(false);
            }
            var (edgeResult, edgeRejects) = await TakeAsync(request.EdgesFile, shared, (file, rejects) =>
                _files.EdgesAsync(file, rejects, Progress(request, "edges"), cancellationToken)).ConfigureAwait(false);
            if (request.Edges is { } edgeRows)
            {
                edgeResult += await edges.RunAsync(edgeRows, request.EdgeRefused, Progress(request, "edges"), cancellationToken)
                    .ConfigureAwait(false);
            }
            if (shared is not null) await shared.CompleteAsync().ConfigureAwait(false);
            return new IngestReport(nodeResult, edgeResult, nodeRejects, edgeRejects);
        }
        finally
        {
            if (shared is not null) await shared.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <returns>The counts, and the rejects file when it has rows of this input.</returns>
    private static async Task<(IngestResult Result, string? Rejects)> TakeAsync(string? file, RejectsFile? shared,
        Func<string, RejectsFile, Task<IngestResult>> take)
    {
        if (file is null) return (IngestResult.None, null);
        var rejects = shared ?? new RejectsFile(RejectsFile.Beside(file));
        try
        {
            var result = await take(file, rejects).ConfigureAwait(false);
            if (shared is null) await rejects.CompleteAsync().ConfigureAwait(false);
            return (result, result.Refused > 0 ? rejects.Path : null);
        }
        finally
        {
            if (shared is null) await rejects.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static Relay? Progress(IngestRequest request, string what) =>
        request.Progress is { } progress ? new Relay(progress, what) : null;

    private sealed class Relay(IProgress<IngestProgress> progress, string what) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new IngestProgress(what, value));
    }
}
