namespace GraphQueries.Language;

/// <summary>
/// All rows of an answer. Values are null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>,
/// <see cref="DateTimeOffset"/> (UTC, cut to microseconds), lists (<c>object?[]</c>) and maps (<c>Dictionary&lt;string, object?&gt;</c>).
/// </summary>
/// <param name="Columns">Names in the order of the RETURN clause.</param>
/// <param name="Rows">One array a row, in the server's order.</param>
public sealed record QueryResult(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows);
