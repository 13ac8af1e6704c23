namespace GraphQueries.Language;

/// <summary>A statement and its parameters: null, bool, int, long, double, string, <see cref="DateTimeOffset"/> (sent as
/// ISO 8601 text in UTC, cut to microseconds: read it with <c>datetime($p)</c>), and lists or string-keyed dictionaries of these.</summary>
/// <param name="Text">Cypher; it should never vary with the values, since every new text is planned anew.</param>
/// <param name="Parameters">By name, without the dollar sign.</param>
public sealed record CypherStatement(string Text, IReadOnlyDictionary<string, object?> Parameters)
{
    /// <summary>A statement without parameters.</summary>
    public CypherStatement(string text) : this(text, new Dictionary<string, object?>()) { }
}
