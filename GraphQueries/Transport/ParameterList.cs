using System.Collections;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using GraphQueries.Language;

namespace GraphQueries.Transport;

/// <summary>
/// What a statement is given, as elements of one list. Neo4j keeps a plan for each text and each type of its parameters, and the length of
/// a text or a list is part of its type (0, 1, up to 10, up to 100, …): a statement with longer ids than before, or more of them, would be
/// planned anew, which takes far longer than running it. The list is as long as the statement has parameters.
/// </summary>
internal static partial class ParameterList
{
    private const string Name = "given";

    // By text, then by the names of its parameters and which of them have a length: what may be null has two forms. Rendered texts are
    // kept by their schema, and forgotten with it.
    private static readonly ConditionalWeakTable<string, ConcurrentDictionary<string, Sent>> Texts = [];

    /// <summary>The statement as it is sent. Numbers, maps and null have no length and stay parameters of their own.</summary>
    /// <remarks>So does a list whose elements are read: of <c>$given[0][i]</c> the planner cannot tell that it is no property of an edge,
    /// and what writes would be made to wait for all that reads.</remarks>
    public static CypherStatement Of(CypherStatement statement)
    {
        if (!statement.Parameters.Values.Any(HasLength) || statement.Parameters.ContainsKey(Name)) return statement;
        var form = string.Concat(statement.Parameters.Select(given => $"{given.Key}{(HasLength(given.Value) ? '+' : '-')}"));
        var sent = Texts.GetValue(statement.Text, _ => new()).GetOrAdd(form, static (_, given) => Sent.For(given), statement);
        var parameters = new Dictionary<string, object?>();
        var given = new object?[statement.Parameters.Count];
        foreach (var (i, (name, value)) in statement.Parameters.Index())
        {
            if (sent.Moved[i]) given[i] = value;
            else parameters.Add(name, value);
        }
        parameters.Add(Name, given);
        return new CypherStatement(sent.Text, parameters);
    }

    private static bool HasLength(object? value) => value is string or DateTimeOffset
        || value is IEnumerable and not IReadOnlyDictionary<string, object?>;

    [GeneratedRegex(CypherText.OpaquePattern + @" | \$(?<name>\w+)(?<element>\[)?",
        RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();

    /// <param name="Text">It names elements of the list.</param>
    /// <param name="Moved">Which parameters are elements of the list, in their order.</param>
    private sealed record Sent(string Text, IReadOnlyList<bool> Moved)
    {
        public static Sent For(CypherStatement statement)
        {
            string[] names = [.. statement.Parameters.Keys];
            var readByElement = Token().Matches(statement.Text).Where(token => token.Groups["element"].Success)
                .Select(token => token.Groups["name"].Value).ToHashSet();
            bool[] moved = [.. statement.Parameters.Select(given => HasLength(given.Value) && !readByElement.Contains(given.Key))];
            var text = Token().Replace(statement.Text, token => token.Groups["name"] is { Success: true } name
                && Array.IndexOf(names, name.Value) is >= 0 and var i && moved[i] ? $"${Name}[{i}]" : token.Value);
            return new Sent(text, moved);
        }
    }
}
