using System.CommandLine;
using Bridge.Host.CommandLine;
using GraphSync.Ingest;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>ingest</c>: files into the graph.</summary>
internal static class IngestCommand
{
    private static readonly Option<string?> Nodes =
        new("--nodes") { Description = "Endpoints: TSV or JSONL, plain or gzip, with id, kind, name", HelpName = "FILE" };

    private static readonly Option<string?> Edges = new("--edges")
    {
        Description = "Edges: TSV or JSONL, plain or gzip, with edge_id, source_id, relation, target_id, confidence, …",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Rejects = new("--rejects")
    {
        Description = "Where refused rows go, to be mended and ingested again (default: beside the input)",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = Verb.Create("ingest", "Insert endpoints and edges from files; changes no edge that exists", async context =>
        {
            var request = new IngestRequest
            {
                NodesFile = context.Parsed.GetValue(Nodes),
                EdgesFile = context.Parsed.GetValue(Edges),
                RejectsFile = context.Parsed.GetValue(Rejects),
            };
            var report = await ProgressLine.RunAsync(context, progress => context.RunAsync(request with { Progress = progress }));
            if (request.NodesFile is not null) Show(context.Out, "nodes", report.Nodes);
            if (request.EdgesFile is not null) Show(context.Out, "edges", report.Edges);
            var rejects = new { nodes = report.NodeRejects, edges = report.EdgeRejects };
            foreach (var file in new[] { rejects.nodes, rejects.edges }.OfType<string>().Distinct())
                context.Out.MarkupLineInterpolated($"Refused rows, with line and reason: {file}. Correct them there and ingest that file.");
            context.WriteJson(new { nodes = report.Nodes, edges = report.Edges, rejects, mirrored = report.Mirrored });
            return Verb.ExitCode(report);
        }, Nodes, Edges, Rejects);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Nodes) is null && result.GetResult(Edges) is null)
                result.AddError("Name what to ingest: --nodes FILE, --edges FILE, or both.");
        });
        return command;
    }

    private static void Show(IAnsiConsole console, string what, IngestResult result) =>
        console.MarkupLineInterpolated($"{what}: {result.Created} created, {result.Present} present, {result.Refused} refused");
}
