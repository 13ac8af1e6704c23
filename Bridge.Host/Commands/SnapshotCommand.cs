using System.CommandLine;
using System.Text;
using GraphQueries.Snapshots;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>snapshot</c>: a version's edges as a file.</summary>
internal static class SnapshotCommand
{
    private static readonly string[] Formats = ["html", "json", "mermaid", "graphml"];

    public static Command Create()
    {
        var model = new Argument<string>("MODEL_ID") { Description = "The model version's artifact id" };
        var format = new Option<string>("--format") { Description = "html and mermaid show the 20 edges of highest confidence, json and graphml hold all", HelpName = string.Join('|', Formats), DefaultValueFactory = _ => "html" };
        format.AcceptOnlyFromAmong(Formats);
        var file = new Option<string?>("--out") { Description = "The file to write; the standard output unless told", HelpName = "FILE" };
        return CommandContext.Verb("snapshot", "Export a model version's edges", async (shell, bridge) =>
        {
            var (id, path) = (shell.Parsed.GetValue(model)!, shell.Parsed.GetValue(file));
            var asked = shell.Parsed.GetResult(format) is { Implicit: false };
            var form = Enum.Parse<SnapshotFormat>(shell.Json && !asked ? "json" : shell.Parsed.GetValue(format)!, ignoreCase: true);
            var snapshot = new Snapshot(bridge.Graph, bridge.Time);
            if (path is not null)
            {
                var count = await WriteFileAsync(snapshot, id, form, path, shell.Cancellation);
                shell.Out.MarkupLineInterpolated($"{count} edges of {id} written to {path}");
                shell.WriteJson(new { ModelId = id, Format = form.ToString().ToLowerInvariant(), Edges = count, File = Path.GetFullPath(path) });
                return 0;
            }
            await using var output = Console.OpenStandardOutput();
            if (!shell.Json || form == SnapshotFormat.Json) await WriteAsync(snapshot, id, form, output, shell.Cancellation);
            else
            {
                using var content = new MemoryStream();
                var count = await WriteAsync(snapshot, id, form, content, shell.Cancellation);
                shell.WriteJson(new { ModelId = id, Format = form.ToString().ToLowerInvariant(), Edges = count, Content = Encoding.UTF8.GetString(content.ToArray()) });
            }
            return 0;
        }, model, format, file);
    }

    /// <summary>A file appears whole or not at all.</summary>
    private static async Task<long> WriteFileAsync(Snapshot snapshot, string id, SnapshotFormat format, string path, CancellationToken cancellationToken)
    {
        var partial = path + ".part";
        try
        {
            long count;
            await using (var output = File.Create(partial)) count = await WriteAsync(snapshot, id, format, output, cancellationToken);
            File.Move(partial, path, overwrite: true);
            return count;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<long> WriteAsync(Snapshot snapshot, string id, SnapshotFormat format, Stream output, CancellationToken cancellationToken) =>
        await snapshot.WriteAsync(id, format, output, cancellationToken)
            ?? throw new BadInputException($"The graph knows no model version '{id}': give the id of its row in model_versions, and run sync if the row is new.");
}
