using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using GraphQueries.Language;

namespace GraphQueries.Transport;

/// <summary>
/// What a statement is given, as fields of one map. Neo4j keeps a plan for each text and each type of its parameters, and the length of a
/// text or a list is part of its type (0, 1, up to 10, up to 100, …): a statement about more ids than before, or longer ones, would be
/// planned anew, which takes a hundred times as long as running it. A map is a map, whatever it holds.
/// </summary>
internal static partial class ParameterMap
{
    private const string Name = "given";

    // Rendered texts are kept by their schema, and forgotten with it.
    private static readonly ConditionalWeakTable<string, Sent> Texts = [];

    /// <summary>The statement as it is sent. Where Cypher wants a whole map, in <c>(n $properties)</c>, it takes a parameter alone, so a
    /// map stays one of its own. What the text names and nobody gives is left for the server to name.</summary>
    public static CypherStatement Of(CypherStatement statement)
    {
        var (given, parameters) = (new Dictionary<string, object?>(), new Dictionary<string, object?>());
        foreach (var (name, value) in statement.Parameters)
            (value is IReadOnlyDictionary<string, object?> && name != Name ? parameters : given).Add(name, value);
        if (given.Count == 0) return statement;
        parameters.Add(Name, given);
        var sent = Texts.GetValue(statement.Text, text => Sent.For(text, given));
        if (!sent.Names.SetEquals(given.Keys)) sent = Sent.For(statement.Text, given);
        return new CypherStatement(sent.Text, parameters);
    }

    [GeneratedRegex(CypherText.OpaquePattern + @" | \$(?<name>\w+)",
        RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();

    /// <param name="Text">It names fields of the map.</param>
    /// <param name="Names">Those that it was made for.</param>
    private sealed record Sent(string Text, HashSet<string> Names)
    {
        public static Sent For(string text, Dictionary<string, object?> given) => new(Token().Replace(text, token =>
            token.Groups["name"] is { Success: true } name && given.ContainsKey(name.Value) ? $"${Name}.{name.Value}" : token.Value),
            [.. given.Keys]);
    }
}
