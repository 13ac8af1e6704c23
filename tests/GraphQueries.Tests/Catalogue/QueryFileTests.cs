using System.Text.RegularExpressions;

namespace GraphQueries.Tests.Catalogue;

/// <summary>Every file of <c>cypher/queries</c>: its header, its text and its C# records say the same.</summary>
public sealed partial class QueryFileTests
{
    private static readonly string[] Types = ["string", "integer", "float", "boolean", "instant", "map"];

    public static TheoryData<string> Files => [.. CypherCatalogue.Default.Queries.Select(file => file.Name)];

    [Theory, MemberData(nameof(Files))]
    public void Header_IsUnderstood(string name)
    {
        var file = CypherCatalogue.Default[name];
        file.Purpose.ShouldNotBeEmpty(
            $"{Path(name)} must begin with a comment that says what it answers or does, then an empty comment line.");
        file.Unread.ShouldBeEmpty($"{Path(name)}: these lines of the header are not understood; see cypher/README.md.");
        file.Access.ShouldBeOneOf("read", "write");
        foreach (var field in file.Parameters.Concat(file.Columns))
            Types.ShouldContain(Element(field.Type), $"{Path(name)}: '{field.Name}' has the type '{field.Type}'.");
        foreach (var parameter in file.Parameters)
            parameter.Example.ShouldNotBeNull($"{Path(name)}: ${parameter.Name} needs an example: '$name: type = example  -- meaning'.");
        foreach (var column in file.Columns)
            column.Example.ShouldBeNull($"{Path(name)}: column '{column.Name}' has no use for an example.");
        Name().IsMatch(name).ShouldBeTrue($"{Path(name)} should be named topic/question in small letters with hyphens.");
        file.Text.ShouldNotBeEmpty();
        file.Text.EndsWith(';').ShouldBeFalse($"{Path(name)}: one statement, without a semicolon.");
    }

    [Theory, MemberData(nameof(Files))]
    public void Parameters_AreThoseOfTheText(string name)
    {
        var file = CypherCatalogue.Default[name];
        var used = Parameter().Matches(Bare(file.Text)).Select(match => match.Groups[1].Value).Where(used => used != "run").Distinct();
        used.Order().ShouldBe(file.Parameters.Select(parameter => parameter.Name).Order(),
            $"{Path(name)}: left, the $parameters in the text; right, those in the header.");
    }

    [Theory, MemberData(nameof(Files))]
    public void Access_IsWhatTheTextDoes(string name)
    {
        var file = CypherCatalogue.Default[name];
        Writing().IsMatch(Bare(file.Text)).ShouldBe(!file.ReadsOnly, $"{Path(name)} says 'access: {file.Access}'.");
    }

    [Theory, MemberData(nameof(Files))]
    public void Records_AreWhatTheHeaderSays(string name)
    {
        var file = CypherCatalogue.Default[name];
        var handles = QueryHandle.All[name].ToList();
        if (handles.Count == 0)
        {
            file.Client.ShouldNotBeNull($"{Path(name)}: no CypherQuery field of GraphQueries asks it; "
                + "add one, or say who does: '// client: Neo4j Browser'.");
        }
        else
        {
            file.Client.ShouldBeNull($"{Path(name)}: {handles[0].Field} asks it, so 'client:' is wrong.");
        }
        foreach (var handle in handles)
        {
            handle.ParameterDeclarations().Order().ShouldBe(file.Parameters.Select(Declaration).Order(),
                $"{Path(name)}: left, the properties of {handle.Parameters.Name} ({handle.Field}); right, the parameters in the header.");
            handle.ColumnDeclarations().Order().ShouldBe(file.Columns.Select(Declaration).Order(),
                $"{Path(name)}: left, the constructor of {handle.Row.Name} ({handle.Field}); right, the columns in the header.");
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Edges_AreWrittenWithThePlaceholder(string name)
    {
        var file = CypherCatalogue.Default[name];
        var text = Bare(file.Text);
        Placeholder().IsMatch(text).ShouldBe(file.Scope is EdgeScope.EachType or EdgeScope.EveryType,
            $"{Path(name)}: 'edges: each type' or 'edges: every type' belongs in the header just when the text speaks of KG_EDGE.");
        foreach (Match pattern in EdgePattern().Matches(text))
        {
            foreach (var end in (string[])["left", "right"])
            {
                ((string[])["", "source", "target", "node"]).ShouldContain(pattern.Groups[end].Value,
                    $"{Path(name)}: in {pattern.Value} an endpoint is neither nameless nor called source, target or node, "
                    + "so its key would not be rendered.");
            }
        }
        (file.Scan is null && Unhinted().IsMatch(text)).ShouldBeFalse($"{Path(name)}: with stale statistics the planner may scan; "
            + "name the index after the MATCH, such as USING INDEX SEEK r:KG_EDGE(edge_id).");
        if (file.Scope == EdgeScope.ByElementId) text = SoughtByElementId().Replace(text, "");
        OtherTypes().IsMatch(text).ShouldBeFalse(
            $"{Path(name)}: a relationship without a type, or of a type that is computed, is read by scanning all of them.");
    }

    [Theory, MemberData(nameof(Files))]
    public void Rendering_LeavesNoPlaceholder(string name)
    {
        var file = CypherCatalogue.Default[name];
        var schema = new EdgeSchema(["TYPE_A", "TYPE_B"], "Label", "key");
        var text = Bare(file.Scope == EdgeScope.EachType ? file.Render(schema, "TYPE_A") : file.Render(schema));
        text.ShouldNotContain("KG_EDGE");
        text.ShouldNotContain(":KgNode");
        if (file.Scope == EdgeScope.EveryType)
            text.ShouldContain("`TYPE_B`", Case.Sensitive, $"{Path(name)}: nothing is repeated for each type.");
    }

    [Fact]
    public void Scripts_CanRunTwice()
    {
        foreach (var folder in (string[])["schema", "migrations"])
        {
            foreach (var (path, text) in CypherCatalogue.Default.Files(folder))
            {
                text.ShouldStartWith("// ", Case.Sensitive, $"cypher/{path}.cypher must begin with a comment that says what it makes.");
                foreach (var statement in CypherCatalogue.SplitScript(text).Where(statement => statement.StartsWith("CREATE")))
                    statement.ShouldContain(" IF NOT EXISTS ", Case.Sensitive, $"cypher/{path}.cypher");
            }
        }
        CypherCatalogue.Default.Files("migrations").ShouldAllBe(file => MigrationName().IsMatch(file.Key));
    }

    private static string Path(string name) => $"cypher/queries/{name}.cypher";

    private static string Declaration(CypherField field) => $"{field.Name}: {field.Type}{(field.Nullable ? "?" : "")}";

    private static string Element(string type) => type.StartsWith("list<") ? Element(type[5..^1].TrimEnd('?')) : type;

    /// <summary>Without strings, quoted names' content and comments.</summary>
    private static string Bare(string text) => NotCode().Replace(text, match => match.Value[0] switch
    {
        '/' => "",
        '`' => match.Value,
        var quote => $"{quote}{quote}",
    });

    [GeneratedRegex(CypherText.OpaquePattern, RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline)]
    private static partial Regex NotCode();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\b(CREATE|MERGE|SET|DELETE|REMOVE|FOREACH|TERMINATE)\b")]
    private static partial Regex Writing();

    [GeneratedRegex(@"\bKG_EDGE\b")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\((?<left>\w*)[^()]*\)<?-\[\w*:KG_EDGE\b[^\]]*\]->?\((?<right>\w*)[^()]*\)")]
    private static partial Regex EdgePattern();

    [GeneratedRegex(@"(MATCH|EXISTS|COUNT|COLLECT)[^\n]*-(\[\w*(\s*\{[^}]*\})?\]|\[\w*:\$[^\]]*\])?->?\(|\btype\(\w+\)\s*(=|IN)\s*\$")]
    private static partial Regex OtherTypes();

    // The second condition makes the planner seek also where it believes that there are hardly any relationships.
    [GeneratedRegex(@"MATCH \((?:source)?\)-\[(\w+)\]->\((?:target)?\)\s+"
        + @"WHERE elementId\(\1\) = \S+ AND (\1\.edge_id = |coalesce\(\1\.edge_id, )")]
    private static partial Regex SoughtByElementId();

    // Counting all edges of a type needs no index: the store knows how many they are.
    [GeneratedRegex(@"MATCH [^\n]*\[r:KG_EDGE\b[^\n]*\n(?!\s*(USING INDEX SEEK|RETURN count\())")]
    private static partial Regex Unhinted();

    [GeneratedRegex("^[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^migrations/V\d{3}__[a-z_]+$")]
    private static partial Regex MigrationName();
}
