using System.CommandLine;
using System.Text;
using Bridge.Host.CommandLine;
using GraphQueries.Client;
using GraphQueries.Files;
using GraphQueries.Presentation.Snapshots;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>snapshot</c>: a version's edges as a file.</summary>
internal static class SnapshotCommand
{
    private static readonly string[] Formats = ["html", "json", "mermaid", "graphml"];

    private static readonly Argument<string> Model = new("MODEL_ID") { Description = "The model version's artifact id" };

    private static readonly Option<string> Format = new Option<string>("--format")
    {
        Description = "html and mermaid show the 20 edges of highest confidence, json and graphml hold all",
        HelpName = string.Join('|', Formats),
        DefaultValueFactory = _ => "html",
    }.AcceptOnlyFromAmong(Formats);

    private static readonly Option<string?> Out =
        new("--out") { Description = "The file to write; the standard output unless told", HelpName = "FILE" };

    public static Command Create() => Verb.Create("snapshot", "Export a model version's edges", async context =>
    {
        var (id, path) = (context.Parsed.GetValue(Model)!, context.Parsed.GetValue(Out));
        var asked = context.Parsed.GetResult(Format) is { Implicit: false };
        var format = Enum.Parse<SnapshotFormat>(context.Json && !asked ? "json" : context.Parsed.GetValue(Format)!, ignoreCase: true);
        var name = format.ToString().ToLowerInvariant();
        var snapshot = new Snapshot(context.Get<GraphClient>(), context.Get<TimeProvider>());
        if (path is not null)
        {
            var count = await OutputFile.WriteAsync(path, output => WriteAsync(snapshot, id, format, output, context.Cancellation),
                context.Cancellation);
            context.Out.MarkupLineInterpolated($"{count} edges of {id} written to {path}");
            context.WriteJson(new { ModelId = id, Format = name, Edges = count, File = Path.GetFullPath(path) });
            return 0;
        }
        await using var output = Console.OpenStandardOutput();
        if (!context.Json || format == SnapshotFormat.Json) await WriteAsync(snapshot, id, format, output, context.Cancellation);
        else
        {
            using var content = new MemoryStream();
            var count = await WriteAsync(snapshot, id, format, content, context.Cancellation);
            context.WriteJson(new { ModelId = id, Format = name, Edges = count, Content = Encoding.UTF8.GetString(content.ToArray()) });
        }
        return 0;
    }, Model, Format, Out);

    private static async Task<long> WriteAsync(Snapshot snapshot, string id, SnapshotFormat format, Stream output,
        CancellationToken cancellationToken) =>
        await snapshot.WriteAsync(id, format, output, cancellationToken) ?? throw new BadInputException(
            $"The graph knows no model version '{id}': give the id of its row in model_versions, and run sync if the row is new.");
}
