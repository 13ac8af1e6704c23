using System.Text;
using System.Text.RegularExpressions;

namespace GraphQueries.Catalogue;

/// <summary>Puts real types, labels and keys in the place of a file's placeholders.</summary>
internal static partial class Renderer
{
    /// <summary>The placeholder relationship type of every file.</summary>
    public const string Placeholder = "KG_EDGE";

    // The quoting relies on Cypher 5's rules for escapes, and newer servers may have another default.
    private const string Language = "CYPHER 5\n";

    public static string Render(CypherFile file, EdgeSchema schema, string? edgeType)
    {
        var text = file.Text;
        text = file.Scope switch
        {
            EdgeScope.EachType => Substitute(text, edgeType
                ?? throw new InvalidOperationException($"cypher/queries/{file.Name}.cypher is about one edge type at a time: name it.")),
            EdgeScope.EveryType => Repeat(text, schema.Types),
            _ => text,
        };
        return Language + RenderEndpoints(text, schema);
    }

    public static string Substitute(string text, string edgeType)
    {
        var quoted = Identifier.Quote(edgeType);
        return PlaceholderWord().Replace(text, _ => quoted);
    }

    /// <summary>Endpoint variables are always named <c>source</c>, <c>target</c> or <c>node</c>.</summary>
    public static string RenderEndpoints(string text, EdgeSchema schema)
    {
        if (schema is { NodeLabel: "KgNode", NodeKey: "id" }) return text;
        text = EndpointPattern().Replace(text, _ => $":{schema.QuotedLabel} {{{schema.QuotedKey}:");
        text = EndpointLabel().Replace(text, _ => $":{schema.QuotedLabel}");
        return EndpointKey().Replace(text, match => $"{match.Groups[1].Value}.{schema.QuotedKey}");
    }

    /// <summary>Repeats the body of the innermost <c>CALL (…) { … }</c> that names the placeholder, once for each type.</summary>
    private static string Repeat(string text, IReadOnlyList<string> types)
    {
        // Without any type, the placeholder stands for itself: it has no edges, so the answer is empty.
        var names = types.Count > 0 ? types : [Placeholder];
        var result = new StringBuilder();
        var from = 0;
        foreach (var (start, end) in InnermostCalls(text))
        {
            var body = text[start..end];
            result.Append(text, from, start - from).AppendJoin("\n  UNION ALL\n", names.Select(type => Substitute(body, type)));
            from = end;
        }
        return result.Append(text, from, text.Length - from).ToString();
    }

    private static List<(int Start, int End)> InnermostCalls(string text)
    {
        var open = new Stack<(int Start, bool IsCall)>();
        var found = new List<(int Start, int End)>();
        foreach (Match token in Token().Matches(text))
        {
            if (token.Value[0] is '\'' or '"' or '`' or '/') continue;
            if (token.Value[^1] == '{') open.Push((token.Index + token.Length, token.Length > 1));
            else if (open.TryPop(out var block) && block.IsCall && PlaceholderWord().IsMatch(text[block.Start..token.Index])
                && !found.Exists(inner => inner.Start > block.Start))
            {
                found.Add((block.Start, token.Index));
            }
        }
        return found;
    }

    [GeneratedRegex(@"'(?:\\.|[^'\\])*'|""(?:\\.|[^""\\])*""|`[^`]*`|//[^\n]*|\bCALL\s*\([^()]*\)\s*\{|\{|\}")]
    private static partial Regex Token();

    [GeneratedRegex(@"\bKG_EDGE\b")]
    private static partial Regex PlaceholderWord();

    [GeneratedRegex(@":KgNode \{id:")]
    private static partial Regex EndpointPattern();

    [GeneratedRegex(@":KgNode\b")]
    private static partial Regex EndpointLabel();

    [GeneratedRegex(@"\b(source|target|node)\.id\b")]
    private static partial Regex EndpointKey();
}
