namespace GraphSync.Edges;

/// <summary>The order in which Neo4j sorts text: by code point, where .NET's ordinal order goes by UTF-16 unit.</summary>
internal sealed class CodePointOrder : IComparer<string>
{
    public static CodePointOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var at = x.AsSpan().CommonPrefixLength(y);
        if (x is null || y is null || at == x.Length || at == y.Length) return (x?.Length ?? -1).CompareTo(y?.Length ?? -1);
        // Surrogates, which begin at U+D800, stand for code points beyond U+FFFF.
        var (isHigh, otherIsHigh) = (char.IsSurrogate(x[at]), char.IsSurrogate(y[at]));
        return isHigh == otherIsHigh ? x[at].CompareTo(y[at]) : isHigh.CompareTo(otherIsHigh);
    }
}
