namespace GraphSync.Ingest.Input;

/// <summary>What becomes of a column: puts its value under the contract's name, and says why it cannot; null when it can.</summary>
internal delegate string? ColumnUse(Dictionary<string, object> row, object value);

/// <summary>Uses of columns.</summary>
internal static class ColumnUses
{
    /// <summary>The column says nothing of its own.</summary>
    public static readonly ColumnUse Nothing = (_, _) => null;

    public static ColumnUse As(string name) => (row, value) =>
    {
        row[name] = value;
        return null;
    };

    public static ColumnUse Refused(string problem) => (_, _) => problem;

    /// <summary>A list, whose items a text separates.</summary>
    public static ColumnUse List(string name, char separator) => (row, value) =>
    {
        row[name] = value is string text ? text.Split(separator, StringSplitOptions.RemoveEmptyEntries) : value;
        return null;
    };
}
