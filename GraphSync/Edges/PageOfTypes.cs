namespace GraphSync.Edges;

/// <summary>A page of edges of several types, by edge id.</summary>
internal static class PageOfTypes
{
    /// <summary>How many rows of a page go before the next one begins. Edges of two types may have one id, which a full page may cut in
    /// two: it ends before its last id, with which the next begins.</summary>
    /// <param name="ids">In order.</param>
    /// <param name="isFull">Whether there may be more.</param>
    public static int WholeIds(IReadOnlyList<string> ids, bool isFull)
    {
        if (!isFull) return ids.Count;
        var whole = ids.Count;
        while (whole > 0 && ids[whole - 1] == ids[^1]) whole--;
        return whole > 0 ? whole : ids.Count;
    }
}
