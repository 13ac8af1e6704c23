namespace GraphQueries.Rescore;

/// <summary>The statuses of a promotion's job: <see cref="RescoreJobRow.Status"/>.</summary>
public static class JobStatus
{
    /// <summary>Edges are to be rescored.</summary>
    public const string Queued = "queued";

    /// <summary>Three passes in a row have failed; <c>rescore --retry</c> releases it.</summary>
    public const string Parked = "parked";

    /// <summary>Too many of its edges would fall far, and nothing was written; <c>rescore --release</c> lets it pass.</summary>
    public const string Held = "held";

    /// <summary>It names no real versions, or closes a cycle.</summary>
    public const string Refused = "refused";

    /// <summary>It was detected too long before the installation.</summary>
    public const string Old = "old";

    /// <summary>No edge is left; one that comes opens it again.</summary>
    public const string Done = "done";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Queued, Parked, Held, Refused, Old, Done];

    /// <summary>Those of promotions that count for later ones: together they must form no cycle.</summary>
    public static IReadOnlyList<string> Accepted { get; } = [Queued, Parked, Held, Done, Old];

    /// <summary>Those that are judged anew each time the inbox is drained.</summary>
    public static IReadOnlyList<string> Reconsidered { get; } = [Refused, Old];

    /// <summary>Those that have something left to do, or cannot do it.</summary>
    public static IReadOnlyList<string> Open { get; } = [Queued, Parked, Held, Refused, Old];
}

/// <summary>A job's place in the queue, before the time of its promotion: <see cref="RescoreJobRow.Rank"/>.</summary>
public static class JobRank
{
    /// <summary>Edges have been rescored and some are left: it goes first.</summary>
    public const int Begun = 0;

    /// <summary>It waits for its turn.</summary>
    public const int Waiting = 1;

    /// <summary>Its last pass changed nothing: it lets the others go first.</summary>
    public const int Stalled = 2;
}

/// <summary>The statuses of a pass: <see cref="RescorePassRow.Status"/>.</summary>
public static class PassStatus
{
    /// <summary>Begun and not ended; the next run takes it up.</summary>
    public const string Running = "running";

    /// <summary>Ended; whatever stopped a pass that has written anything, it is completed.</summary>
    public const string Completed = "completed";

    /// <summary>Stopped before anything was written.</summary>
    public const string Failed = "failed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Running, Completed, Failed];
}

/// <summary>How a confidence changed: the class of a delta.</summary>
public static class DeltaClass
{
    /// <summary>At or below the threshold: the edge is flagged for review.</summary>
    public const string LargeDecrease = "large_decrease";

    /// <summary>A decrease that is neither large nor stable.</summary>
    public const string Moderate = "moderate";

    /// <summary>Within the stable band.</summary>
    public const string Stable = "stable";

    /// <summary>At or above the stable band.</summary>
    public const string Increase = "increase";

    /// <summary>An earlier confidence was put back.</summary>
    public const string Restored = "restored";

    /// <summary>The edge came to stand under the child, and kept its confidence as a reviewer had decided.</summary>
    public const string Pinned = "pinned";

    /// <summary>A reviewer's decision was taken back.</summary>
    public const string Undone = "undone";

    /// <summary>What a score makes of an edge.</summary>
    internal static IReadOnlyList<string> OfRescoring { get; } = [LargeDecrease, Moderate, Stable, Increase];

    /// <summary>What a pass makes of an edge.</summary>
    internal static IReadOnlyList<string> OfPasses { get; } = [.. OfRescoring, Pinned];

    /// <summary>The class of a rescored edge.</summary>
    /// <param name="delta">New minus old.</param>
    /// <param name="largeDecreaseThreshold">Negative.</param>
    /// <param name="stableBand">0 or more.</param>
    public static string Of(double delta, double largeDecreaseThreshold, double stableBand) =>
        delta <= largeDecreaseThreshold ? LargeDecrease
        : delta >= stableBand ? Increase
        : Math.Abs(delta) < stableBand ? Stable
        : Moderate;
}
