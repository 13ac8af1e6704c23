namespace GraphSync.Backfill;

/// <summary>A range of one type's edge ids.</summary>
/// <param name="EdgeType">The type.</param>
/// <param name="After">Ids after this one.</param>
/// <param name="Last">And up to this one.</param>
/// <param name="Edges">How many there were when it was cut.</param>
/// <param name="Number">Its number in PostgreSQL; 0 in memory.</param>
internal sealed record Slice(string EdgeType, string After, string Last, long Edges, long Number = 0);

/// <summary>What was decided about the edges of slices. Kept as JSON with each slice.</summary>
internal sealed class SliceOutcome
{
    /// <summary>By method.</summary>
    public SortedDictionary<string, long> Methods { get; init; } = new(StringComparer.Ordinal);

    /// <summary>By artifact id.</summary>
    public SortedDictionary<string, long> Versions { get; init; } = new(StringComparer.Ordinal);

    public long Unknown { get; set; }

    public long Ambiguous { get; set; }

    public void Count(Attribution attribution)
    {
        if (attribution.Version is { } version)
        {
            Count(attribution.Method!, version.Id, 1);
        }
        else
        {
            Unknown++;
            if (attribution.IsAmbiguous) Ambiguous++;
        }
    }

    public void Count(string method, string versionId, long edges)
    {
        Add(Methods, method, edges);
        Add(Versions, versionId, edges);
    }

    /// <summary>Adds what another run of slices attributed; what is unknown is counted by the last alone.</summary>
    public void AddAttributed(SliceOutcome other)
    {
        foreach (var (method, edges) in other.Methods) Add(Methods, method, edges);
        foreach (var (version, edges) in other.Versions) Add(Versions, version, edges);
    }

    public void AddAll(SliceOutcome other)
    {
        AddAttributed(other);
        Unknown += other.Unknown;
        Ambiguous += other.Ambiguous;
    }

    private static void Add(SortedDictionary<string, long> counts, string key, long edges) =>
        counts[key] = counts.GetValueOrDefault(key) + edges;
}
