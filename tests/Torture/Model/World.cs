namespace Torture.Model;

/// <summary>
/// What should be in both databases, reckoned from what was done: the design's rules in memory, in the plainest way. It shares no line
/// with the product, and does not know of batches, retries, leases or outboxes.
/// </summary>
internal sealed class World(int edgesPerPass)
{
    /// <summary>By id, in the order of code points.</summary>
    public SortedDictionary<string, Edge> Edges { get; } = new(StringComparer.Ordinal);

    public List<Version> Versions { get; } = [];

    public List<Job> Jobs { get; } = [];

    public Books Books { get; } = new();

    /// <summary>Rows of <c>kg_edges</c> that a client inserted: the graph knows nothing of them.</summary>
    public List<string> StrayRows { get; } = [];

    public IEnumerable<Edge> Present => Edges.Values.Where(edge => edge.IsThere);

    public IReadOnlyList<Pass> Passes => [.. Jobs.SelectMany(job => job.Passes)];

    public IReadOnlyList<Edge> Flagged => [.. Present.Where(edge => edge.IsFlagged)];

    /// <summary>An edge comes in, unless its id is known.</summary>
    public void Insert(Edge edge)
    {
        if (Edges.TryAdd(edge.Id, edge)) Arrive(edge);
    }

    /// <summary>Edges of unknown provenance get the version that their trail names, if it is there.</summary>
    public void Backfill()
    {
        foreach (var edge in Present.Where(edge => edge.IsUnknown && edge.Trail is not null))
        {
            if (Versions.Find(version => version.Number == edge.Trail) is not { } version) continue;
            (edge.MadeBy, edge.IsUnknown, edge.IsAttributed) = (version, false, true);
            Arrive(edge);
        }
    }

    /// <summary>The pass that is next: of the first job in line that has edges left, the first ones beyond its cursor.</summary>
    /// <returns>Null when no job has edges left.</returns>
    public Pass? Rescore()
    {
        var next = Jobs.Where(job => Standing(job).Any())
            .OrderBy(job => job.Passes.Count > 0 ? 0 : 1).ThenBy(job => job.DetectedAt).ThenBy(job => job.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        if (next is null) return null;
        if (!Standing(next).Any(edge => IsBeyond(edge, next.Cursor))) next.Cursor = "";
        var taken = Standing(next).Where(edge => IsBeyond(edge, next.Cursor)).Take(edgesPerPass).ToList();
        var pass = new Pass { Id = $"{next.Id}#{next.Passes.Count + 1}", Job = next };
        next.Passes.Add(pass);
        foreach (var edge in taken) Rescore(edge, pass);
        next.Cursor = taken[^1].Id;
        return pass;
    }

    /// <summary>Every edge whose latest delta is the pass's gets its former confidence, unless something has changed it since.</summary>
    public void Revert(Pass pass)
    {
        foreach (var edge in Present)
        {
            if (!IsUndoable(edge) || edge.Deltas[^1].Pass != pass || edge.Deltas[^1].Class == Delta.Restored) continue;
            Undo(edge, keepsFlag: edge.IsFlagged && edge.Deltas[^1].WasFlagged);
        }
    }

    /// <summary>Whether the Senate may restore a flagged edge: nothing has changed it since its latest large decrease.</summary>
    public static bool IsRestorable(Edge edge) => IsUndoable(edge) && edge.Deltas[^1].Class == Delta.LargeDecrease;

    /// <summary>The Senate's decision about a flagged edge.</summary>
    public static void Review(Edge edge, bool restore)
    {
        if (restore) Undo(edge, keepsFlag: false);
        else edge.IsFlagged = false;
    }

    /// <summary>The mirror has caught up.</summary>
    public void Mirror()
    {
        foreach (var edge in Present) edge.Row = edge.Present;
    }

    /// <summary>A job whose parent gets an edge that lies behind its cursor begins anew.</summary>
    private void Arrive(Edge edge)
    {
        foreach (var job in Jobs.Where(job => job.Parent == edge.StandsUnder && !IsBeyond(edge, job.Cursor))) job.Cursor = "";
    }

    private IEnumerable<Edge> Standing(Job job) => Present.Where(edge => edge.StandsUnder == job.Parent);

    private void Rescore(Edge edge, Pass pass)
    {
        var (old, parent, child) = (edge.Confidence, pass.Job.Parent, pass.Job.Child);
        edge.Confidence = child.Scorer is [var constant, var slope]
            ? Math.Clamp(constant + slope * (edge.Input ?? old), 0.0, 1.0)
            : Math.Min(1.0, old * child.Quality / parent.Quality);
        var @class = Delta.ClassOf(edge.Confidence - old);
        edge.Deltas.Add(new Delta(edge.Deltas.Count + 1, pass, old, edge.Confidence, @class, edge.IsFlagged, null));
        pass.Classes[@class] = pass.Classes.GetValueOrDefault(@class) + 1;
        edge.IsFlagged |= @class == Delta.LargeDecrease;
        edge.RescoredBy = child;
        Arrive(edge);
    }

    private static bool IsUndoable(Edge edge) => edge.Deltas is [.., var last] && edge.Confidence == last.New
        && edge.RescoredBy == last.Pass.Job.Child;

    private static void Undo(Edge edge, bool keepsFlag)
    {
        var last = edge.Deltas[^1];
        edge.Deltas.Add(new Delta(last.Sequence + 1, last.Pass, last.New, last.Old, Delta.Restored, edge.IsFlagged, last.Sequence));
        (edge.Confidence, edge.IsFlagged) = (last.Old, keepsFlag);
    }

    private static bool IsBeyond(Edge edge, string cursor) => string.CompareOrdinal(edge.Id, cursor) > 0;
}
