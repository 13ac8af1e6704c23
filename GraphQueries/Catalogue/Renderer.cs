using System.Text;
using System.Text.RegularExpressions;
using GraphQueries.Language;

namespace GraphQueries.Catalogue;

/// <summary>
/// Puts real types, labels and keys in the place of a file's placeholders, in one pass over the file's own text: what has been put in
/// is never read again, and strings, comments and quoted names stay as they are.
/// </summary>
internal static partial class Renderer
{
    /// <summary>The placeholder relationship type of every file.</summary>
    public const string Placeholder = "KG_EDGE";

    // The quoting relies on Cypher 5's rules for escapes, and newer servers may have another default.
    private const string Language = "CYPHER 5\n";

    // A file about each type names the index of its edges, so statistics that have moved on could change nothing; and planning anew,
    // type after type, takes longer than many of these statements.
    private const string LanguageOfEach = "CYPHER 5 replan=skip\n";

    /// <summary>Renders a file for <paramref name="edgeType"/>, or for all of the schema's types when that is null.</summary>
    public static string Render(CypherFile file, EdgeSchema schema, string? edgeType)
    {
        var source = new Source($"cypher/queries/{file.Name}.cypher", file.Text, schema);
        return file.Scope switch
        {
            EdgeScope.EachType => LanguageOfEach + source.Render(Identifier.Quote(edgeType
                ?? throw new InvalidOperationException($"{source.Name} is about one edge type at a time: name it."))),
            EdgeScope.EveryType => Language + Repeat(source, edgeType is null ? schema.Types : [edgeType]),
            _ => Language + source.Render(null),
        };
    }

    /// <summary>Renders a statement of a script; <paramref name="edgeType"/> is null where it speaks of no edge.</summary>
    public static string RenderStatement(string name, string statement, EdgeSchema schema, string? edgeType) =>
        Language + new Source(name, statement, schema).Render(edgeType is null ? null : Identifier.Quote(edgeType));

    /// <summary>Repeats the body of the innermost <c>CALL (…) { … }</c> that names the placeholder, once for each type.</summary>
    private static string Repeat(Source source, IReadOnlyList<string> types)
    {
        // Without any type, the placeholder stands for itself: it has no edges, so the answer is empty.
        var names = (types.Count > 0 ? types : [Placeholder]).Select(Identifier.Quote).ToList();
        var result = new StringBuilder();
        var from = 0;
        foreach (var body in InnermostCalls(source.Text))
        {
            result.Append(source.Render(null, from..body.Start.Value))
                .AppendJoin("\n  UNION ALL\n", names.Select(name => source.Render(name, body)));
            from = body.End.Value;
        }
        return result.Append(source.Render(null, from..source.Text.Length)).ToString();
    }

    private static List<Range> InnermostCalls(string text)
    {
        var open = new Stack<(int Start, bool IsCall)>();
        var found = new List<Range>();
        foreach (Match token in Token().Matches(text))
        {
            if (token.Groups["label"].Length > 0) open.Push((token.Index, false));
            if (token.Groups["brace"] is not { Success: true } brace) continue;
            if (brace.Value != "}") open.Push((token.Index + token.Length, brace.Length > 1));
            else if (open.TryPop(out var block) && block.IsCall && !found.Exists(inner => inner.Start.Value > block.Start)
                && Token().Matches(text[block.Start..token.Index]).Any(inner => inner.Groups["edge"].Success))
            {
                found.Add(block.Start..token.Index);
            }
        }
        return found;
    }

    /// <summary>A text with placeholders. Endpoint variables are always named <c>source</c>, <c>target</c> or <c>node</c>.</summary>
    private sealed class Source(string name, string text, EdgeSchema schema)
    {
        public string Name => name;

        public string Text => text;

        public string Render(string? quotedType) => Render(quotedType, ..);

        public string Render(string? quotedType, Range part) => Token().Replace(text[part], token =>
            token.Groups["edge"].Success ? quotedType ?? throw new InvalidOperationException(
                $"{name} speaks of {Placeholder} outside of a CALL (…) {{ … }}, or its header says nothing of edges.")
            : token.Groups["label"] is { Success: true } label
                ? $":{schema.QuotedLabel}{(label.Length > 0 ? $" {{{schema.QuotedKey}:" : "")}"
            : token.Groups["key"].Success ? $"{token.Groups["variable"].Value}.{schema.QuotedKey}"
            : token.Value);
    }

    [GeneratedRegex("""
        '(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" | `[^`]*` | //[^\n]* | /\*.*?\*/
        | (?<brace> \bCALL\s*\([^()]*\)\s*\{ )
        | :KgNode\b (?<label> (?:\s*\{id\s*:)? )
        | \b(?<variable>source|target|node)\.(?<key>id)\b
        | (?<edge> \bKG_EDGE\b )
        | (?<brace> [{}] )
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
