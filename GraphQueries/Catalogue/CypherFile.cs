using System.Text.RegularExpressions;

namespace GraphQueries.Catalogue;

/// <summary>How a file's placeholder type <c>KG_EDGE</c> is rendered.</summary>
public enum EdgeScope
{
    /// <summary>The file touches no edge.</summary>
    None,

    /// <summary>The statement is about one type and runs once for each.</summary>
    EachType,

    /// <summary>The subquery that names the placeholder is repeated for every type, joined by UNION ALL.</summary>
    EveryType,

    /// <summary>The statement is about edges of any types, which it seeks by their element ids.</summary>
    ByElementId,
}

/// <summary>A parameter or column as a header declares it.</summary>
/// <param name="Name">Without the dollar sign.</param>
/// <param name="Type">string, integer, float, boolean, instant, map, list&lt;…&gt;.</param>
/// <param name="Nullable">Declared with a question mark.</param>
/// <param name="Example">For parameters: a Cypher literal that <c>cypher --out</c> offers; else null.</param>
/// <param name="Meaning">What it stands for, with its unit.</param>
public sealed record CypherField(string Name, string Type, bool Nullable, string? Example, string Meaning);

/// <summary>One file of <c>cypher/queries</c>: a question, its parameters and its columns.</summary>
public sealed partial class CypherFile
{
    private CypherFile(string name, string text, string purpose, IReadOnlyDictionary<string, string> settings,
        IReadOnlyList<CypherField> parameters, IReadOnlyList<CypherField> columns, IReadOnlyList<string> unread)
    {
        (Name, Text, Purpose, Parameters, Columns) = (name, text, purpose, parameters, columns);
        Scope = settings.GetValueOrDefault("edges") switch
        {
            null => EdgeScope.None,
            "each type" => EdgeScope.EachType,
            "every type" => EdgeScope.EveryType,
            "by element id" => EdgeScope.ByElementId,
            var other => throw new FormatException(
                $"cypher/queries/{name}.cypher: 'edges: {other}' is none of 'each type', 'every type' and 'by element id'."),
        };
        Access = settings.GetValueOrDefault("access");
        Scan = settings.GetValueOrDefault("scan");
        Index = settings.GetValueOrDefault("index");
        Order = settings.GetValueOrDefault("order");
        Client = settings.GetValueOrDefault("client");
        Unread = unread;
    }

    /// <summary>The path below <c>cypher/queries</c> without its ending, such as <c>rescore/candidates</c>.</summary>
    public string Name { get; }

    /// <summary>The statement without the header, its directives carried out, speaking of <c>KG_EDGE</c>, <c>:KgNode</c> and
    /// <c>id</c>.</summary>
    public string Text { get; }

    /// <summary>What it answers or does.</summary>
    public string Purpose { get; }

    /// <summary>In the header's order; <c>$run</c>, which every statement carries, is not listed.</summary>
    public IReadOnlyList<CypherField> Parameters { get; }

    /// <summary>In the order of RETURN; empty when it returns nothing.</summary>
    public IReadOnlyList<CypherField> Columns { get; }

    /// <summary>How the placeholder type is rendered.</summary>
    public EdgeScope Scope { get; }

    /// <summary>Whether it only reads.</summary>
    public bool ReadsOnly => Access is not "write";

    /// <summary>Why a scan is right here, where the plan has one; else null.</summary>
    public string? Scan { get; }

    /// <summary>The index that it needs, in words.</summary>
    public string? Index { get; }

    /// <summary>How the rows are ordered, in words; null when in no order that is promised.</summary>
    public string? Order { get; }

    /// <summary>Who asks this file when no class of this library does, such as Neo4j Browser; else null.</summary>
    public string? Client { get; }

    /// <summary>read or write, as the header says; null when it says neither.</summary>
    internal string? Access { get; }

    /// <summary>Lines of the header that are not understood: none, which a test watches over.</summary>
    internal IReadOnlyList<string> Unread { get; }

    /// <summary>Renders for all types of <paramref name="schema"/>.</summary>
    /// <exception cref="InvalidOperationException">The file is about one type at a time, and there is not just one.</exception>
    public string Render(EdgeSchema schema) => schema.Rendered.GetOrAdd((Name, null), _ => Renderer.Render(this, schema,
        Scope != EdgeScope.EachType || schema.Types.Count == 1 ? schema.Types : throw new InvalidOperationException(
            $"cypher/queries/{Name}.cypher is about one edge type at a time: name it.")));

    /// <summary>Renders for one type, which need not be registered.</summary>
    public string Render(EdgeSchema schema, string edgeType) =>
        schema.Rendered.GetOrAdd((Name, edgeType), _ => Renderer.Render(this, schema, [edgeType]));

    /// <summary>Renders for some types, in as few branches as serve where the file is about every type.</summary>
    internal string Render(EdgeSchema schema, IReadOnlyList<string> edgeTypes) => Scope == EdgeScope.EveryType
        ? Render(schema, Renderer.InBranches(edgeTypes))
        : schema.Rendered.GetOrAdd((Name, string.Join('\0', edgeTypes)), _ => Renderer.Render(this, schema, edgeTypes));

    /// <summary>Renders for some types, where the file is about every type; each group of them has a branch of its own.</summary>
    internal string Render(EdgeSchema schema, IReadOnlyList<IReadOnlyList<string>> branches) =>
        schema.Rendered.GetOrAdd((Name, Key(branches)), _ => Renderer.Render(this, schema, branches));

    /// <summary>Renders for some types whose edges may all be read, and for others, each group of which has a branch of its own, where the
    /// file is about every type.</summary>
    internal string RenderWhole(EdgeSchema schema, IReadOnlyList<string> edgeTypes,
        params IReadOnlyList<IReadOnlyList<string>> branches)
    {
        if (!schema.ReadsWhole || edgeTypes.Count <= Renderer.MostBranches)
            return Render(schema, [.. branches, .. Renderer.InBranches(edgeTypes)]);
        schema.HasReadWhole = true;
        return schema.Rendered.GetOrAdd((Name, $"whole\0{string.Join('\0', edgeTypes)}\0\0{Key(branches)}"),
            _ => Renderer.Render(this, schema, branches, edgeTypes));
    }

    private static string Key(IReadOnlyList<IReadOnlyList<string>> branches) =>
        string.Join("\0\0", branches.Select(types => string.Join('\0', types)));

    /// <param name="name">The path below <c>cypher/queries</c> without its ending.</param>
    /// <param name="source">The file as it stands.</param>
    /// <param name="include">The text of an include by its name; null when there is none.</param>
    /// <exception cref="FormatException">A directive or the scope of edges cannot be understood.</exception>
    internal static CypherFile Parse(string name, string source, Func<string, string?>? include = null)
    {
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        var header = lines.TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal)).Select(line => line[2..].TrimEnd()).ToList();
        // A header ends with its access; comments that follow it belong to the statement.
        var end = header.FindIndex(line => line.StartsWith(" access:", StringComparison.Ordinal)) + 1;
        if (end > 0) header.RemoveRange(end, header.Count - end);
        var statement = string.Join('\n', lines.Skip(header.Count)).Trim();
        var text = Directives.Expand($"cypher/queries/{name}.cypher", statement, include ?? (_ => null));
        var purpose = string.Join('\n', header.TakeWhile(line => line.Length > 0).Select(line => line.Trim()));
        Dictionary<string, string> settings = [];
        List<CypherField> parameters = [], columns = [];
        List<string> unread = [];
        List<CypherField>? section = null;
        foreach (var line in header.SkipWhile(line => line.Length > 0).SkipWhile(line => line.Length == 0))
        {
            if (line is " parameters:") section = parameters;
            else if (line is " columns:") section = columns;
            else if (SettingLine().Match(line) is { Success: true } setting)
            {
                var (key, value) = (setting.Groups[1].Value, setting.Groups[2].Value);
                settings[key] = settings.TryGetValue(key, out var before) ? $"{before} {value}" : value;
                section = null;
            }
            else if (section is not null && FieldLine().Match(line) is { Success: true } field) section.Add(Field(field.Groups));
            else unread.Add("//" + line);
        }
        return new CypherFile(name, text, purpose, settings, parameters, columns, unread);
    }

    private static CypherField Field(GroupCollection field) => new(field["name"].Value, field["type"].Value, field["null"].Success,
        field["example"] is { Success: true } example ? example.Value.Trim() : null, field["meaning"].Value.Trim());

    [GeneratedRegex(@"^ (edges|access|scan|index|order|client): *(.+)$")]
    private static partial Regex SettingLine();

    [GeneratedRegex(@"^   \$?(?<name>\w+): (?<type>[a-z]+(?:<[a-z<>]+\??>)?)(?<null>\?)?(?: = (?<example>.+?))?(?:  ?-- (?<meaning>.*))?$")]
    private static partial Regex FieldLine();
}
