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

    // What asks about edges names their indexes or element ids, so statistics that have moved on could change nothing; and planning anew
    // takes longer than many of these statements.
    private const string LanguageOfHinted = "CYPHER 5 replan=skip\n";

    /// <summary>How many branches a text has at most.</summary>
    // Planning a branch takes far longer than planning one more type of a branch; but a row passes through as many steps as its branch
    // has types. So up to ten types have a branch each, and two hundred share ten.
    public const int MostBranches = 10;

    /// <summary>Renders a file for edge types. One that is about each type may be asked about several at a time.</summary>
    public static string Render(CypherFile file, EdgeSchema schema, IReadOnlyList<string> edgeTypes)
    {
        var source = new Source($"cypher/queries/{file.Name}.cypher", file.Text, schema);
        return file.Scope switch
        {
            EdgeScope.EachType => LanguageOfHinted + source.Render([.. edgeTypes.Select(Identifier.Quote)]),
            EdgeScope.EveryType => Render(file, schema, InBranches(edgeTypes)),
            EdgeScope.ByElementId => LanguageOfHinted + source.Render([]),
            _ => Language + source.Render([]),
        };
    }

    /// <summary>Types in as many branches as a text has at most, where none needs one of its own.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> InBranches(IReadOnlyList<string> types) =>
        types.Count == 0 ? [] : [.. types.Chunk((types.Count + MostBranches - 1) / MostBranches)];

    /// <summary>Renders a file that is about every type, a branch for each group of types. All edges of the types of
    /// <paramref name="whole"/> are read by one scan: for more types than have a branch each, that takes a tenth of the time to
    /// plan.</summary>
    public static string Render(CypherFile file, EdgeSchema schema, IReadOnlyList<IReadOnlyList<string>> branches,
        params IReadOnlyList<string> whole) =>
        (file.ReadsOnly || whole.Count > 0 ? LanguageOfHinted : Language)
            + Repeat(new Source($"cypher/queries/{file.Name}.cypher", file.Text, schema), branches, whole);

    /// <summary>Renders a statement of a script; <paramref name="edgeType"/> is null where it speaks of no edge.</summary>
    public static string RenderStatement(string name, string statement, EdgeSchema schema, string? edgeType) =>
        Language + new Source(name, statement, schema).Render(edgeType is null ? [] : [Identifier.Quote(edgeType)]);

    /// <summary>Repeats the body of the innermost <c>CALL (…) { … }</c> that names the placeholder, for one type or a few at a time,
    /// and once for those that are read whole.</summary>
    private static string Repeat(Source source, IReadOnlyList<IReadOnlyList<string>> branches, IReadOnlyList<string> whole)
    {
        List<(string[] Types, bool ReadsAll)> groups = [.. branches.Select(types => (Quoted(types), false))];
        if (whole.Count > 0) groups.Add((Quoted(whole), true));
        // Without any type, the placeholder stands for itself: it has no edges, so the answer is empty.
        if (groups.Count == 0) groups.Add((Quoted([Placeholder]), false));
        var result = new StringBuilder();
        var from = 0;
        foreach (var body in InnermostCalls(source.Text))
        {
            result.Append(source.Render([], from..body.Start.Value))
                .AppendJoin("\n  UNION ALL\n", groups.Select(group => source.Render(group.Types, body, group.ReadsAll)));
            from = body.End.Value;
        }
        return result.Append(source.Render([], from..source.Text.Length)).ToString();
    }

    private static string[] Quoted(IReadOnlyList<string> types) => [.. types.Select(Identifier.Quote)];

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
    /// <param name="name">The file's path.</param>
    /// <param name="text">What it says.</param>
    /// <param name="schema">What to put in the placeholders' place.</param>
    private sealed class Source(string name, string text, EdgeSchema schema)
    {
        public string Name => name;

        public string Text => text;

        public string Render(string[] quotedTypes) => Render(quotedTypes, ..);

        /// <param name="quotedTypes">Of this part.</param>
        /// <param name="part">Of the text.</param>
        /// <param name="readsAll">Whether all their edges are read, where it names an index to seek in.</param>
        public string Render(string[] quotedTypes, Range part, bool readsAll = false) => Token().Replace(text[part], token =>
            token.Groups["hint"] is { Success: true } hint
                ? readsAll ? ReadAll(token.Groups["hinted"].Value, Required(quotedTypes)[0])
                : string.Join(' ', Required(quotedTypes).Select(type => hint.Value + type + token.Groups["properties"].Value))
            : token.Groups["edge"].Success ? string.Join('|', Required(quotedTypes))
            : token.Groups["label"] is { Success: true } label
                ? $":{schema.QuotedLabel}{(label.Length > 0 ? $" {{{schema.QuotedKey}:" : "")}"
            : token.Groups["key"].Success ? $"{token.Groups["variable"].Value}.{schema.QuotedKey}"
            : token.Value);

        // The hint for one type holds for all. The planner carries no condition back beyond a SKIP, to plan a seek in each type for it.
        private static string ReadAll(string variable, string quotedType) => $"USING SCAN {variable}:{quotedType} WITH * SKIP 0";

        private string[] Required(string[] quotedTypes) => quotedTypes.Length > 0 ? quotedTypes : throw new InvalidOperationException(
            $"{name} speaks of {Placeholder} outside of a CALL (…) {{ … }}, or its header says nothing of edges.");
    }

    [GeneratedRegex(CypherText.OpaquePattern + """

        | (?<brace> \bCALL\s*\([^()]*\)\s*\{ )
        | :KgNode\b (?<label> (?:\s*\{id\s*:)? )
        | \b(?<variable>source|target|node)\.(?<key>id)\b
        | (?<hint> \bUSING\s+INDEX\s+SEEK\s+(?<hinted>\w+): ) KG_EDGE (?<properties> \s*\([^()]*\) )
        | (?<edge> \bKG_EDGE\b )
        | (?<brace> [{}] )
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
