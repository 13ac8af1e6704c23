using System.CommandLine;
using GraphSync.Inbound;
using GraphSync.Ingest;
using GraphSync.Outbound;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>ingest</c>: files into the graph.</summary>
internal static class IngestCommand
{
    private static readonly IngestResult None = new(0, 0, 0);

    public static Command Create()
    {
        var nodes = new Option<string?>("--nodes") { Description = "Endpoints: TSV or JSONL, plain or gzip, with id, kind, name", HelpName = "FILE" };
        var edges = new Option<string?>("--edges") { Description = "Edges: TSV or JSONL, plain or gzip, with edge_id, source_id, relation, target_id, confidence, …", HelpName = "FILE" };
        var rejects = new Option<string?>("--rejects") { Description = "Where refused rows go, to be mended and ingested again (default: beside the input)", HelpName = "FILE" };
        var command = CommandContext.Verb("ingest", "Insert endpoints and edges from files; changes no edge that exists", async (shell, bridge) =>
        {
            await new InboxDrain(bridge).RunAsync(shell.Cancellation);
            var ingest = new FileIngest(bridge);
            var shared = shell.Parsed.GetValue(rejects) is { } path
                ? new RejectsFile(path, keepOthers: shell.Parsed.GetValue(nodes) != shell.Parsed.GetValue(edges)) : null;
            var (nodeResult, nodeRejects) = await TakeAsync(shell, "nodes", shell.Parsed.GetValue(nodes), shared, ingest.NodesAsync);
            var (edgeResult, edgeRejects) = await TakeAsync(shell, "edges", shell.Parsed.GetValue(edges), shared, ingest.EdgesAsync);
            if (shared is not null)
            {
                await shared.CompleteAsync();
                await shared.DisposeAsync();
            }
            var mirrored = await new Mirror(bridge).RunAsync(shell.Cancellation);
            foreach (var file in new[] { nodeRejects, edgeRejects }.OfType<string>().Distinct())
                shell.Out.MarkupLineInterpolated($"Refused rows, with line and reason: {file}. Mend them there and ingest that file.");
            shell.WriteJson(new { nodes = nodeResult, edges = edgeResult, rejects = new { nodes = nodeRejects, edges = edgeRejects }, mirrored });
            return nodeResult.Refused + edgeResult.Refused > 0 ? 1 : 0;
        }, nodes, edges, rejects);
        command.Validators.Add(result =>
        {
            if (result.GetResult(nodes) is null && result.GetResult(edges) is null) result.AddError("Name what to ingest: --nodes FILE, --edges FILE, or both.");
        });
        return command;
    }

    private delegate Task<IngestResult> Take(string path, RejectsFile rejects, IProgress<long>? progress, CancellationToken cancellationToken);

    /// <returns>The counts, and the rejects file when it has rows of this input.</returns>
    private static async Task<(IngestResult Result, string? Rejects)> TakeAsync(CommandContext shell, string what, string? path, RejectsFile? shared, Take take)
    {
        if (path is null) return (None, null);
        var rejects = shared ?? new RejectsFile(RejectsFile.Beside(path));
        try
        {
            var result = await ProgressLine.RunAsync(shell, what, progress => take(path, rejects, progress, shell.Cancellation));
            if (shared is null) await rejects.CompleteAsync();
            shell.Out.MarkupLineInterpolated($"{what}: {result.Created} created, {result.Present} present, {result.Refused} refused");
            return (result, result.Refused > 0 ? rejects.Path : null);
        }
        finally
        {
            if (shared is null) await rejects.DisposeAsync();
        }
    }
}
