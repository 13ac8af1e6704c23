namespace GraphSync.Ingest.Input;

/// <summary>One row of a file, as read.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Raw">The row's bytes: a JSON value, or a line of text; empty where the file holds columns.</param>
/// <param name="IsJson">Whether <paramref name="Raw"/> is a JSON value.</param>
/// <param name="Values">By column: strings (the only ones in TSV and CSV), <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>,
/// lists of these, <see cref="DateTimeOffset"/>, and <see cref="JsonText"/>; absent ones are left out.</param>
/// <param name="Problem">Why the row cannot be read; null when it can.</param>
internal sealed record InputRow(long Line, ReadOnlyMemory<byte> Raw, bool IsJson, IReadOnlyDictionary<string, object> Values,
    string? Problem = null)
{
    /// <summary>In a rejects file, an entry that says it is of another kind than the one asked for: what it says, and why it was
    /// refused.</summary>
    public (string Of, string Reason)? Elsewhere { get; init; }

    private static readonly Dictionary<string, object> Nothing = [];

    public static InputRow Unreadable(long line, ReadOnlyMemory<byte> raw, string problem, bool isJson = false) =>
        new(line, raw, isJson, Nothing, problem);
}

/// <summary>A JSON object, or a list that no property can hold.</summary>
internal sealed record JsonText(string Text);

/// <summary>A text that is not valid UTF-8.</summary>
internal sealed class UnreadableText
{
    public static readonly UnreadableText Instance = new();

    private UnreadableText()
    {
    }
}
