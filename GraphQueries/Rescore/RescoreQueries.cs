namespace GraphQueries.Rescore;

/// <summary>Rescoring after promotions: <c>cypher/queries/rescore</c>.</summary>
public static class RescoreQueries
{
    /// <summary>Gives promotions their jobs.</summary>
    public static readonly CypherQuery<EnqueueParameters, JobsCreatedRow> Enqueue = new("rescore/enqueue");

    /// <summary>Which promotions have jobs? Ordered as they are to run.</summary>
    public static readonly CypherQuery<JobsParameters, RescoreJobRow> Jobs = new("rescore/jobs");

    /// <summary>Which passes ran last? The latest start first.</summary>
    public static readonly CypherQuery<PassesParameters, RescorePassRow> Passes = new("rescore/passes");

    /// <summary>Which edges of this type stand under a version, beyond an edge_id? One row.</summary>
    public static readonly CypherQuery<CandidatesParameters, CandidatesRow> Candidates = new("rescore/candidates");

    /// <summary>How many edges stand under each of these versions? In the order given.</summary>
    public static readonly CypherQuery<CountParameters, VersionEdgeCountRow> Count = new("rescore/count");

    /// <summary>What does a scorer need of these edges? In no order.</summary>
    public static readonly CypherQuery<ScoringInputsParameters, ScoringInputRow> Edges = new("rescore/edges");

    /// <summary>What are the new confidences where the child has no scorer? One row.</summary>
    public static readonly CypherQuery<FallbackParameters, FallbackScoresRow> Fallback = new("rescore/fallback");

    /// <summary>Where does a job go on? One row, none when the lease is lost.</summary>
    public static readonly CypherQuery<AdvanceCursorParameters, JobCursorRow> AdvanceCursor = new("rescore/advance-cursor");

    /// <summary>Begins a pass. One row, none when the lease is lost.</summary>
    public static readonly CypherQuery<StartPassParameters, PassStartedRow> StartPass = new("rescore/start-pass");

    /// <summary>Writes new confidences of one type's edges. One row, none when the lease is lost.</summary>
    public static readonly CypherQuery<ApplyParameters, AppliedRow> Apply = new("rescore/apply");

    /// <summary>Ends a pass. One row, none when the lease is lost.</summary>
    public static readonly CypherQuery<FinishPassParameters, PassFinishedRow> FinishPass = new("rescore/finish-pass");

    /// <summary>Ends a job under whose parent no edge is left. One row, none when the lease is lost.</summary>
    public static readonly CypherQuery<FinishJobParameters, JobStatusRow> FinishJob = new("rescore/finish-job");

    /// <summary>Puts a job back into the queue. No row when there is none that can run.</summary>
    public static readonly CypherQuery<ReleaseJobParameters, JobStatusRow> Release = new("rescore/release");

    /// <summary>How are a pass's deltas spread? Ordered by bin.</summary>
    public static readonly CypherQuery<HistogramParameters, HistogramBinRow> Histogram = new("rescore/histogram");
}

/// <summary>Promotions to enqueue under a lease; each map holds id, parent_id, child_id, detected_at, status, reason and edges_left.</summary>
public sealed record EnqueueParameters(string Job, long Epoch, IReadOnlyList<IReadOnlyDictionary<string, object?>> Promotions);

/// <summary>How many jobs were made.</summary>
public sealed record JobsCreatedRow(int Created);

/// <summary>Which statuses to list: queued, parked, refused, old, done.</summary>
public sealed record JobsParameters(IReadOnlyCollection<string> Statuses);

/// <summary>A promotion's job.</summary>
/// <param name="Id">The promotion.</param>
/// <param name="ParentId">Null only for refused ones.</param>
/// <param name="ChildId">Null only for refused ones.</param>
/// <param name="Status">queued, parked, refused, old or done.</param>
/// <param name="Reason">Why it was refused or parked, or how the last pass failed.</param>
/// <param name="DetectedAt">When the promotion was detected.</param>
/// <param name="EdgesLeft">Edges that still stand under the parent.</param>
/// <param name="Passes">Begun so far, failed ones included.</param>
/// <param name="Failures">In a row.</param>
/// <param name="Cursor">Edges up to this edge_id have been taken.</param>
public sealed record RescoreJobRow(string Id, string? ParentId, string? ChildId, string Status, string? Reason, DateTimeOffset DetectedAt,
    long EdgesLeft, int Passes, int Failures, string Cursor);

/// <summary>How many passes of which statuses to list.</summary>
public sealed record PassesParameters(IReadOnlyCollection<string> Statuses, int Limit);

/// <summary>A pass: its bounds and what it has done so far, over all its runs.</summary>
public sealed record RescorePassRow(string Id, string PromotionId, string ParentId, string ChildId, string Status, DateTimeOffset StartedAt,
    string Scorer, int AtMost, string FirstEdgeId, string LastEdgeId, double LargeDecreaseThreshold, double StableBand,
    long Edges, long LargeDecrease, long Moderate, long Stable, long Increase, long Flagged);

/// <summary>A page of candidates: edges under <paramref name="Parent"/> beyond <paramref name="After"/>, <paramref name="Limit"/> at most.</summary>
public sealed record CandidatesParameters(string Parent, string After, int Limit);

/// <summary>In edge_id order.</summary>
public sealed record CandidatesRow(IReadOnlyList<string> EdgeIds);

/// <summary>Versions to count edges of.</summary>
public sealed record CountParameters(IReadOnlyCollection<string> Versions);

/// <summary>How many edges stand under a version.</summary>
public sealed record VersionEdgeCountRow(string Version, long Edges);

/// <summary>Edges of one type to read for a scorer.</summary>
public sealed record ScoringInputsParameters(string Parent, IReadOnlyCollection<string> EdgeIds);

/// <summary>An edge for a scorer; <paramref name="Inputs"/> is its <c>inference_input</c>, and <paramref name="Confidence"/> null when it has no number.</summary>
public sealed record ScoringInputRow(string EdgeId, double? Confidence, string? Source, string? Target, string? Inputs);

/// <summary>Present confidences and both quality scores, which are above 0.</summary>
public sealed record FallbackParameters(IReadOnlyList<double> Confidences, double ParentQuality, double ChildQuality);

/// <summary>Parallel to the confidences given.</summary>
public sealed record FallbackScoresRow(IReadOnlyList<double> Scores);

/// <summary>A job to go on with, under a lease.</summary>
public sealed record AdvanceCursorParameters(string Job, long Epoch, string Promotion);

/// <summary>Edges beyond this edge_id are still to be looked at.</summary>
public sealed record JobCursorRow(string Cursor);

/// <summary>A pass to begin under a lease; see <see cref="RescorePassRow"/>.</summary>
public sealed record StartPassParameters(string Job, long Epoch, string Promotion, string Pass, DateTimeOffset StartedAt, string Scorer, int AtMost,
    string LastEdgeId, double LargeDecreaseThreshold, double StableBand);

/// <summary>The pass that was begun.</summary>
public sealed record PassStartedRow(string Id);

/// <summary>Scores of one type's edges to write under a lease; all lists are parallel and sorted by edge_id.</summary>
public sealed record ApplyParameters(string Job, long Epoch, string Pass, string EdgeType, string Parent, string Child, long ChildVersion,
    DateTimeOffset At, IReadOnlyList<string> EdgeIds, IReadOnlyList<string> DeltaIds, IReadOnlyList<double> Old, IReadOnlyList<double> New,
    IReadOnlyList<double> Deltas, IReadOnlyList<string> Classes);

/// <summary>Positions in the lists that were written; edges at other positions had changed.</summary>
public sealed record AppliedRow(IReadOnlyList<long> Applied);

/// <summary>How a pass ended, under a lease.</summary>
public sealed record FinishPassParameters(string Job, long Epoch, string Pass, string Status, string? Reason, int FailuresAllowed,
    int Left, string? LateFrom, DateTimeOffset At);

/// <summary>The job's status after the pass.</summary>
public sealed record PassFinishedRow(string JobStatusRow);

/// <summary>A job to end, under a lease.</summary>
public sealed record FinishJobParameters(string Job, long Epoch, string Promotion, long Standing);

/// <summary>A job's status after the call.</summary>
public sealed record JobStatusRow(string Status);

/// <summary>A job to release, under a lease.</summary>
public sealed record ReleaseJobParameters(string Job, long Epoch, string Promotion, long EdgesLeft);

/// <summary>A pass by its id.</summary>
public sealed record HistogramParameters(string Pass);

/// <summary>How many deltas lie from bin/10 up to, but not including, (bin+1)/10.</summary>
public sealed record HistogramBinRow(long Bin, long Deltas);
