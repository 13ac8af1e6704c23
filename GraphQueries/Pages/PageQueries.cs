using GraphQueries.Rescore;

namespace GraphQueries.Pages;

/// <summary>What the daemon's pages show: <c>cypher/queries/pages</c>.</summary>
public static class PageQueries
{
    /// <summary>Which model versions are there? By model_id, then version_number, latest first.</summary>
    public static readonly CypherQuery<VersionPage, ListedVersion> Versions = new("pages/versions");

    /// <summary>How many edges wait for review? One row.</summary>
    public static readonly CypherQuery<NoParameters, FlaggedCount> Flagged = new("pages/flagged-count");

    /// <summary>Which passes took edges from a version, gave edges to it, or belong to a promotion? The latest start first.</summary>
    public static readonly CypherQuery<PassFilter, ListedPass> Passes = new("pages/passes");

    /// <summary>Which edges fell most in a pass? By delta, then edge_id.</summary>
    public static readonly CypherQuery<DropPage, Drop> Drops = new("pages/drops");

    /// <summary>How far is a promotion? One row, none when it has no job.</summary>
    public static readonly CypherQuery<JobParameters, ListedJob> Job = new("pages/job");
}

/// <summary>How many versions to list.</summary>
public sealed record VersionPage(int Limit);

/// <summary>A real model version; <paramref name="Id"/> is its artifact id.</summary>
public sealed record ListedVersion(string Id, string ModelId, long VersionNumber, string? Title, string? ParentVersionId, string? TrainedBy,
    double? QualityScore, DateTimeOffset? PromotedAt);

/// <summary>Edges of all types that wait for review.</summary>
public sealed record FlaggedCount(long Flagged);

/// <summary>Passes of a version, as parent or child, or of a promotion; null matches none.</summary>
public sealed record PassFilter(string? Version, string? Promotion, int Limit);

/// <summary>A pass and what it did so far; <paramref name="Reason"/> says how it failed.</summary>
public sealed record ListedPass(string Id, string PromotionId, string ParentId, string ChildId, string Status, string? Reason,
    DateTimeOffset StartedAt, string Scorer, long Edges, long LargeDecrease, long Moderate, long Stable, long Increase, long Flagged);

/// <summary>A pass whose drops to list.</summary>
public sealed record DropPage(string Pass, int Limit);

/// <summary>What a pass did to one edge.</summary>
public sealed record Drop(string EdgeId, string? EdgeType, double OldConfidence, double NewConfidence, double Delta, string Class);

/// <summary>A promotion by its id.</summary>
public sealed record JobParameters(string Promotion);

/// <summary>A promotion's job; see <see cref="RescoreJobRow"/>.</summary>
public sealed record ListedJob(string Id, string? ParentId, string? ChildId, string Status, string? Reason, DateTimeOffset DetectedAt,
    long EdgesLeft, long Passes, long Failures);
