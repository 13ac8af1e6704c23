namespace GraphSync.Edges;

/// <summary>Instants of graphs that were adopted: any ISO 8601 form that Neo4j prints or people write; UTC unless it says
/// otherwise.</summary>
internal static class LenientInstant
{
    /// <summary>Null when it is no instant.</summary>
    public static DateTimeOffset? Parse(string text)
    {
        var zone = text.IndexOf('[', StringComparison.Ordinal);
        if (zone >= 0) text = text[..zone];
        if (text.Length < 10 || !char.IsAsciiDigit(text[0]) || text[4] != '-') return null;
        try
        {
            return Instants.Cut(Instants.Parse(text));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
