using System.Text.RegularExpressions;
using GraphQueries.Catalogue;

namespace GraphQueries.EdgeTypes;

/// <summary>An index, or the one below a constraint, that <c>cypher/migrations</c> and <c>cypher/schema</c> make.</summary>
/// <param name="Entity"><c>NODE</c> or <c>RELATIONSHIP</c>.</param>
/// <param name="Of">The label or the type.</param>
/// <param name="Properties">In the index's order.</param>
/// <param name="Unique">Whether a constraint makes it.</param>
/// <param name="Statement">What makes it again, where migrating has made it once and does not again; else null.</param>
internal sealed partial record ExpectedIndex(string Entity, string Of, IReadOnlyList<string> Properties, bool Unique,
    string? Statement = null)
{
    private const string Node = "NODE";
    internal const string Relationship = "RELATIONSHIP";

    /// <summary>Those of the nodes, of the endpoints and of each registered type.</summary>
    public static IEnumerable<ExpectedIndex> For(EdgeSchema schema)
    {
        foreach (var made in OfNodes()) yield return made;
        yield return OfEndpoints(schema);
        foreach (var made in OfTypes(schema)) yield return made;
    }

    /// <summary>The one of the endpoints.</summary>
    public static ExpectedIndex OfEndpoints(EdgeSchema schema) => new(Node, schema.NodeLabel, [schema.NodeKey], true);

    /// <summary>Those of each registered type, in the types' order.</summary>
    public static IEnumerable<ExpectedIndex> OfTypes(EdgeSchema schema)
    {
        var ofType = CypherCatalogue.Default.Script("schema/edge-type").Select(Read).OfType<Definition>().ToList();
        foreach (var type in schema.Types)
        {
            foreach (var made in ofType) yield return made.Index with { Entity = Relationship, Of = type, Statement = null };
        }
    }

    /// <summary>Whether an index serves as this one.</summary>
    public bool IsMetBy(RangeIndexRow index) => index.Properties.SequenceEqual(Properties) && (index.Unique || !Unique);

    public override string ToString() =>
        $"{(Unique ? "constraint" : "index")} of {Of} on {string.Join(", ", Properties)}{(Statement is null ? "" : $": {Statement}")}";

    /// <summary>What the migrations have made, as far as no later one dropped it.</summary>
    private static IEnumerable<ExpectedIndex> OfNodes()
    {
        Dictionary<string, ExpectedIndex> made = [];
        var statements = CypherCatalogue.Default.Files("migrations").SelectMany(file => CypherCatalogue.SplitScript(file.Value))
            .Concat(CypherCatalogue.Default.Script("schema/migrations")).Concat(CypherCatalogue.Default.Script("schema/edge-ids"));
        foreach (var statement in statements)
        {
            if (Read(statement) is { } definition) made[definition.Name] = definition.Index;
            else if (Drop().Match(statement) is { Success: true } drop) made.Remove(drop.Groups["name"].Value);
        }
        return made.Values;
    }

    private static Definition? Read(string statement)
    {
        if (Create().Match(statement) is not { Success: true } match) return null;
        string[] properties = [.. Property().Matches(match.Groups["properties"].Value).Select(property => property.Groups["name"].Value)];
        return new(match.Groups["name"].Value,
            new ExpectedIndex(Node, match.Groups["of"].Value, properties, match.Groups["kind"].Value == "CONSTRAINT", statement));
    }

    [GeneratedRegex("""
        ^CREATE\ (?<kind>CONSTRAINT|INDEX)\ (?<name>\w+\ )?IF\ NOT\ EXISTS\ FOR\ [^:]*:(?<of>\w+)\S*\ (?:REQUIRE|ON)\ (?<properties>.*)$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Create();

    [GeneratedRegex(@"^DROP (?:CONSTRAINT|INDEX) (?<name>\w+ )IF EXISTS$")]
    private static partial Regex Drop();

    [GeneratedRegex(@"\w+\.(?<name>\w+)")]
    private static partial Regex Property();

    private sealed record Definition(string Name, ExpectedIndex Index);
}
