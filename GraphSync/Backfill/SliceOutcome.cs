namespace GraphSync.Backfill;

/// <summary>A range of the edge ids of some types.</summary>
internal sealed record Slice
{
    /// <summary>The types: one that is large, or several small ones.</summary>
    public required string[] EdgeTypes { get; init; }

    /// <summary>Ids after this one.</summary>
    public required string After { get; init; }

    /// <summary>And up to this one.</summary>
    public required string Last { get; init; }

    /// <summary>How many edges there were when it was cut.</summary>
    public required long Edges { get; init; }

    /// <summary>Its number in PostgreSQL; 0 in memory.</summary>
    public long Number { get; init; }
}

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
