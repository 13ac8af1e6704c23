using System.CommandLine;
using Bridge.Host.CommandLine;
using GraphSync.Edges;
using GraphSync.Ingest;
using GraphSync.Ingest.Input;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>ingest</c>: files into the graph.</summary>
internal static class IngestCommand
{
    private static readonly Option<string[]> Nodes =
        Files("--nodes", "Endpoints, with id, kind, name: TSV, CSV, JSONL or Parquet, plain or gzip; - is standard input");

    private static readonly Option<string[]> Edges =
        Files("--edges", "Edges, with edge_id, source_id, relation, target_id, confidence, …: as for --nodes");

    private static readonly Option<string?> Rejects = new("--rejects")
    {
        Description = "Where refused rows go, to be mended and ingested again (default: beside the input)",
        HelpName = "FILE",
    };

    private static readonly Option<InputFormat?> Format = Choice<InputFormat>("--format",
        "What the files are (default: by name, then by content)",
        ("tsv", InputFormat.Tsv), ("csv", InputFormat.Csv), ("jsonl", InputFormat.Jsonl), ("parquet", InputFormat.Parquet));

    private static readonly Option<InputPreset?> Preset = Choice<InputPreset>("--preset",
        "A common form of files: its columns, lists and ids",
        ("kgx", InputPreset.Kgx), ("neo4j-admin", InputPreset.Neo4jAdmin));

    private static readonly Option<string[]> Map = Repeated("--map",
        "A column made of others: TARGET=COLUMN, 'TARGET={a}:{b}', created_at=epoch_ms(COLUMN); may be repeated", "TARGET=…");

    private static readonly Option<QuoteRule?> Quotes = Choice<QuoteRule>("--quotes",
        "What a quotation mark at the beginning of a TSV field means (default: refuse)",
        ("refuse", QuoteRule.Refuse), ("csv", QuoteRule.Csv), ("none", QuoteRule.None));

    private static readonly Option<string[]> Nulls =
        Repeated("--null", "A text that means nothing, such as NA; may be repeated (empty text always does)", "TEXT");

    private static readonly Option<NestedRule?> Nested = Choice<NestedRule>("--nested",
        "What becomes of objects and lists in lists (default: json, their text)",
        ("json", NestedRule.Json), ("refuse", NestedRule.Refuse), ("drop", NestedRule.Drop));

    private static readonly Option<string[]> Properties =
        Repeated("--property", "A column that is a property although its name is nearly one of the contract; may be repeated", "NAME");

    private static readonly Option<string?> EdgeId = new Option<string?>("--edge-id")
    {
        Description = "content: an edge without id gets one made of source, relation, target and origin",
        HelpName = "content",
    }.AcceptOnlyFromAmong("content");

    private static readonly Option<string?> Source =
        new("--source") { Description = "The model version that all edges come from", HelpName = "ARTIFACT_ID" };

    // No bool, whose options take no other words than true and false.
    private static readonly Option<Missing?> Endpoints = Choice<Missing>("--endpoints",
        "create: endpoints that are missing are made, with source_type and target_type as kinds (default: refuse; of kgx: create)",
        ("create", Missing.Create), ("refuse", Missing.Refuse));

    public static Command Create()
    {
        var command = Verb.Create("ingest", "Insert endpoints and edges from files; changes no edge that exists", async context =>
        {
            var request = Request(context.Parsed);
            var report = await ProgressLine.RunAsync(context, progress => context.RunAsync(request with { Progress = progress }));
            if (request.NodeFiles.Count > 0) Show(context.Out, "nodes", report.Nodes, report.Notes.NodeProperties);
            if (request.EdgeFiles.Count > 0) Show(context.Out, "edges", report.Edges, report.Notes.EdgeProperties);
            if (report.EndpointsCreated > 0) context.Out.MarkupLineInterpolated($"endpoints: {report.EndpointsCreated} created for edges");
            foreach (var warning in report.Notes.Warnings) context.Out.MarkupLineInterpolated($"Warning: {warning}");
            string[] files = [.. report.NodeRejects.Union(report.EdgeRejects)];
            foreach (var file in files)
            {
                context.Out.MarkupLineInterpolated(
                    $"Refused rows, with line and reason: {file}. Correct them there and ingest that file, with the same options.");
            }
            context.WriteJson(new
            {
                nodes = report.Nodes,
                edges = report.Edges,
                rejects = new { nodes = report.NodeRejects.FirstOrDefault(), edges = report.EdgeRejects.FirstOrDefault(), files },
                properties = new { nodes = report.Notes.NodeProperties, edges = report.Notes.EdgeProperties },
                warnings = report.Notes.Warnings,
                endpoints_created = report.EndpointsCreated,
            });
            return Verb.ExitCode(report);
        }, Nodes, Edges, Rejects, Format, Preset, Map, Quotes, Nulls, Nested, Properties, EdgeId, Source, Endpoints);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Nodes) is null && result.GetResult(Edges) is null)
                result.AddError("Name what to ingest: --nodes FILE, --edges FILE, or both.");
        });
        return command;
    }

    private static IngestRequest Request(ParseResult parsed) => new()
    {
        NodeFiles = parsed.GetValue(Nodes)!,
        EdgeFiles = parsed.GetValue(Edges)!,
        RejectsFile = parsed.GetValue(Rejects),
        Source = parsed.GetValue(Source),
        CreateEndpoints = parsed.GetValue(Endpoints) is { } missing ? missing == Missing.Create : null,
        Input = new InputOptions
        {
            Format = parsed.GetValue(Format),
            Preset = parsed.GetValue(Preset),
            Map = [.. parsed.GetValue(Map)!.Select(ColumnMapping.Parse)],
            Quotes = parsed.GetValue(Quotes) ?? QuoteRule.Refuse,
            Nulls = parsed.GetValue(Nulls)!,
            Nested = parsed.GetValue(Nested) ?? NestedRule.Json,
            Properties = parsed.GetValue(Properties)!,
            ContentIds = parsed.GetValue(EdgeId) is not null,
        },
    };

    private static Option<string[]> Files(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE", DefaultValueFactory = _ => [] };

    private static Option<string[]> Repeated(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => [] };

    private static Option<T?> Choice<T>(string name, string description, params (string Name, T Value)[] choices) where T : struct
    {
        string[] names = [.. choices.Select(choice => choice.Name)];
        return new Option<T?>(name)
        {
            Description = description,
            HelpName = string.Join('|', names),
            CustomParser = result =>
            {
                var text = result.Tokens is [var token] ? token.Value : "";
                if (Array.IndexOf(names, text) is >= 0 and var found) return choices[found].Value;
                result.AddError($"{name} takes {string.Join(", ", names)}, not '{text}'.");
                return null;
            },
        };
    }

    private static void Show(IAnsiConsole console, string what, IngestResult result, IReadOnlyList<string> properties)
    {
        console.MarkupLineInterpolated($"{what}: {result.Created} created, {result.Present} present, {result.Refused} refused");
        if (properties.Count > 0) console.MarkupLineInterpolated($"{what}: became properties: {string.Join(", ", properties)}");
    }

    /// <summary>What becomes of endpoints that are missing.</summary>
    private enum Missing
    {
        Create,
        Refuse,
    }
}
