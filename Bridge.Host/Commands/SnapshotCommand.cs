using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Bridge.Host.CommandLine;
using GraphQueries.Client;
using GraphQueries.Files;
using GraphQueries.Presentation.Snapshots;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>snapshot</c>: a version's edges as a file.</summary>
internal static class SnapshotCommand
{
    private static readonly string[] Formats = ["html", "json", "mermaid", "graphml", "prov", "kgx"];

    private static readonly Argument<string> Model = new("MODEL_ID") { Description = "The model version's artifact id" };

    private static readonly Option<string> Format = new Option<string>("--format")
    {
        Description = "html and mermaid show the 20 edges of highest confidence; json, graphml, prov (W3C PROV-JSON) and kgx hold all",
        HelpName = string.Join('|', Formats),
        DefaultValueFactory = _ => "html",
    }.AcceptOnlyFromAmong(Formats);

    private static readonly Option<string?> At =
        AsOf.Option("The edges that the version had at this time, as they were believed to be; not for html and mermaid");

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The file to write; the standard output unless told. kgx writes FILE_nodes.tsv and FILE_edges.tsv, or with "
            + "FILE.tsv the edges into that and the nodes into FILE_nodes.tsv; to the standard output the edges alone",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = Verb.Create("snapshot", "Export a model version's edges", RunAsync, Model, Format, At, Out);
        command.Validators.Add(result =>
        {
            if (result.GetValue(At) is not null && !Snapshot.HasPast(FormatOf(result)))
                result.AddError("--as-of goes with --format json, graphml, prov or kgx: the widget shows what is believed now.");
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context)
    {
        var (id, path) = (context.Parsed.GetValue(Model)!, context.Parsed.GetValue(Out));
        var format = FormatOf(context.Parsed.CommandResult);
        var export = new Export(new Snapshot(context.Get<GraphClient>(), context.Get<TimeProvider>()), id, format,
            AsOf.Time(context.Parsed.GetValue(At)), context.Cancellation);
        var name = format.ToString().ToLowerInvariant();
        if (path is not null)
        {
            string[] files = format == SnapshotFormat.Kgx ? KgxFiles(path) : [path];
            var count = await export.ToFilesAsync(files);
            context.Out.MarkupLineInterpolated($"{count} edges of {id} written to {string.Join(" and ", files)}");
            if (files.Length == 1) context.WriteJson(new { ModelId = id, Format = name, Edges = count, File = Path.GetFullPath(path) });
            else context.WriteJson(new { ModelId = id, Format = name, Edges = count, Files = files.Select(Path.GetFullPath).ToList() });
            return 0;
        }
        await using var output = Console.OpenStandardOutput();
        if (!context.Json || format == SnapshotFormat.Json) await export.ToAsync(output);
        else
        {
            using var content = new MemoryStream();
            var count = await export.ToAsync(content);
            context.WriteJson(new { ModelId = id, Format = name, Edges = count, Content = Encoding.UTF8.GetString(content.ToArray()) });
        }
        return 0;
    }

    /// <summary>The nodes' file and the edges': a name that is a file's already is the edges' own.</summary>
    private static string[] KgxFiles(string path)
    {
        const string extension = ".tsv", edges = "_edges";
        if (!path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) return [$"{path}_nodes{extension}", $"{path}{edges}{extension}"];
        var stem = path[..^extension.Length];
        if (stem.EndsWith(edges, StringComparison.Ordinal)) stem = stem[..^edges.Length];
        return [$"{stem}_nodes{extension}", path];
    }

    /// <summary>The format that was asked for: <c>--json</c> alone asks for JSON. A name that is none is told elsewhere.</summary>
    private static SnapshotFormat FormatOf(CommandResult verb)
    {
        if (verb.GetResult(Format) is not { Implicit: false })
            return verb.GetValue(CommandContext.JsonOption) ? SnapshotFormat.Json : SnapshotFormat.Html;
        return Enum.TryParse<SnapshotFormat>(verb.GetValue(Format), ignoreCase: true, out var format) ? format : SnapshotFormat.Json;
    }

    private sealed record Export(Snapshot Snapshot, string Id, SnapshotFormat Format, DateTimeOffset? AsOf,
        CancellationToken Cancellation)
    {
        public async Task<long> ToAsync(Stream output) =>
            await Snapshot.WriteAsync(Id, Format, AsOf, output, Cancellation) ?? throw Unknown();

        /// <summary>Both files of KGX appear when both are whole.</summary>
        public Task<long> ToFilesAsync(IReadOnlyList<string> files) =>
            OutputFile.WriteAsync(files[0], first => files.Count == 1 ? ToAsync(first)
                : OutputFile.WriteAsync(files[1], async second =>
                    await Snapshot.WriteKgxAsync(Id, AsOf, first, second, Cancellation) ?? throw Unknown(), Cancellation), Cancellation);

        private BadInputException Unknown() => new(
            $"The graph knows no model version '{Id}': give the id of its row in model_versions, and run sync if the row is new.");
    }
}
