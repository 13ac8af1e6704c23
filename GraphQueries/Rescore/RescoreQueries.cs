using GraphQueries.Catalogue;

namespace GraphQueries.Rescore;

/// <summary>Rescoring after promotions: <c>cypher/queries/rescore</c>.</summary>
public static class RescoreQueries
{
    /// <summary>Gives promotions their jobs.</summary>
    internal static readonly CypherQuery<EnqueueParameters, JobsCreatedRow> Enqueue = new("rescore/enqueue");

    /// <summary>Which promotions have jobs? Ordered as they are to run.</summary>
    public static readonly CypherQuery<JobsParameters, RescoreJobRow> Jobs = new("rescore/jobs");

    /// <summary>How many promotions have jobs in these statuses, how many edges are left to them, and how many passes do those take? One
    /// row.</summary>
    public static readonly CypherQuery<QueueParameters, QueueRow> Queue = new("rescore/queue");

    /// <summary>How many promotions wait in each status, since when, and for how many edges? Ordered by status.</summary>
    internal static readonly CypherQuery<BacklogParameters, BacklogRow> Backlog = new("rescore/backlog");

    /// <summary>How far is a promotion? One row, none when it has no job.</summary>
    public static readonly CypherQuery<JobParameters, RescoreJobRow> Job = new("rescore/job");

    /// <summary>Which passes ran last? The latest start first.</summary>
    public static readonly CypherQuery<PassesParameters, RescorePassRow> Passes = new("rescore/passes");

    /// <summary>Which pass opened the present window? One row, none when no pass has written anything.</summary>
    public static readonly CypherQuery<NoParameters, RescorePassRow> LastWritten = new("rescore/last-written");

    /// <summary>What has a pass done so far? One row, none when there is no such pass.</summary>
    public static readonly CypherQuery<PassParameters, RescorePassRow> Pass = new("rescore/pass");

    /// <summary>Which passes took edges from a version, gave edges to it, or belong to a promotion? The latest start first.</summary>
    public static readonly CypherQuery<PassesOfParameters, RescorePassRow> PassesOf = new("rescore/passes-of");

    /// <summary>Which edges fell most in a pass? By delta, then edge_id.</summary>
    public static readonly CypherQuery<MovesParameters, ConfidenceMoveRow> Decreases = new("rescore/decreases");

    /// <summary>Which edges rose most in a pass? By delta, the largest first, then edge_id.</summary>
    public static readonly CypherQuery<MovesParameters, ConfidenceMoveRow> Increases = new("rescore/increases");

    /// <summary>Which edges stand under a version, beyond an edge_id? One row.</summary>
    internal static readonly CypherQuery<CandidatesParameters, CandidatesRow> Candidates = new("rescore/candidates");

    /// <summary>How many edges stand under each of these versions? In the order given.</summary>
    internal static readonly CypherQuery<CountParameters, VersionEdgeCountRow> Count = new("rescore/count");

    /// <summary>Which of these versions are to be rescored by a job, and is one of their jobs done? In no order.</summary>
    internal static readonly CypherQuery<CountParameters, ParentRow> Parents = new("rescore/parents");

    /// <summary>What does a scorer need of these edges? In no order.</summary>
    internal static readonly CypherQuery<ScoringInputsParameters, ScoringInputRow> Edges = new("rescore/edges");

    /// <summary>What are the new confidences where the child has no scorer? One row.</summary>
    internal static readonly CypherQuery<FallbackParameters, FallbackScoresRow> Fallback = new("rescore/fallback");

    /// <summary>Where does a job go on? One row, none when the lease is lost.</summary>
    internal static readonly CypherQuery<AdvanceCursorParameters, JobCursorRow> AdvanceCursor = new("rescore/advance-cursor");

    /// <summary>Begins a pass. One row, none when the lease is lost.</summary>
    internal static readonly CypherQuery<StartPassParameters, PassStartedRow> StartPass = new("rescore/start-pass");

    /// <summary>Which edges has a pass that runs taken? One row, none when there is no such pass.</summary>
    internal static readonly CypherQuery<PassParameters, PassEdgesRow> PassEdges = new("rescore/pass-edges");

    /// <summary>Doubts a pass's start that lies ahead of now. One row, none when the lease is lost.</summary>
    internal static readonly CypherQuery<RestampPassParameters, PassRestampedRow> RestampPass = new("rescore/restamp-pass");

    /// <summary>Which passes have ended and stand in no journal yet? The first to end first.</summary>
    internal static readonly CypherQuery<NoParameters, UnjournaledPassRow> Unjournaled = new("rescore/unjournaled");

    /// <summary>Notes that a pass stands in the journal. One row, none when there is no such pass.</summary>
    internal static readonly CypherQuery<MarkJournaledParameters, JournaledRow> MarkJournaled = new("rescore/mark-journaled");

    /// <summary>Writes new confidences of one type's edges. One row, none when the lease is lost.</summary>
    internal static readonly CypherQuery<ApplyParameters, AppliedRow> Apply = new("rescore/apply");

    /// <summary>Ends a pass. One row, none when the lease is lost.</summary>
    internal static readonly CypherQuery<FinishPassParameters, PassFinishedRow> FinishPass = new("rescore/finish-pass");

    /// <summary>Ends a job under whose parent no edge is left. One row, none when the lease is lost.</summary>
    internal static readonly CypherQuery<FinishJobParameters, JobStatusRow> FinishJob = new("rescore/finish-job");

    /// <summary>Puts a job back into the queue. One row, none when the lease is lost.</summary>
    internal static readonly CypherQuery<ReleaseJobParameters, JobStatusRow> Release = new("rescore/release");

    /// <summary>How are a pass's deltas spread? Ordered by bin.</summary>
    public static readonly CypherQuery<HistogramParameters, HistogramBinRow> Histogram = new("rescore/histogram");

    /// <summary>How were the confidences of a pass's edges spread before and after it? Ordered by both.</summary>
    public static readonly CypherQuery<HistogramParameters, ConfidenceBinRow> Confidences = new("rescore/confidences");
}

/// <summary>Promotions to enqueue under a lease; each map holds id, parent_id, child_id, detected_at, status, reason and
/// edges_left.</summary>
internal sealed record EnqueueParameters(string Job, long Epoch, IReadOnlyList<IReadOnlyDictionary<string, object?>> Promotions);

/// <summary>How many jobs were made.</summary>
internal sealed record JobsCreatedRow(int Created);

/// <summary>Which statuses to list (queued, parked, held, refused, old, done), all jobs unless told, beyond the first
/// <paramref name="Skip"/>.</summary>
public sealed record JobsParameters(IReadOnlyCollection<string> Statuses, int Limit = int.MaxValue, int Skip = 0);

/// <summary>Which statuses to count, up to <paramref name="Limit"/> jobs, for passes of <paramref name="AtMost"/> edges.</summary>
public sealed record QueueParameters(IReadOnlyCollection<string> Statuses, int Limit, int AtMost);

/// <summary>How many jobs, as far as they were counted, the edges left to them, and the passes that those take.</summary>
public sealed record QueueRow(long Jobs, long EdgesLeft, long Passes);

/// <summary>Which statuses to count, up to <paramref name="Limit"/> jobs.</summary>
internal sealed record BacklogParameters(IReadOnlyCollection<string> Statuses, int Limit);

/// <summary>The jobs in one status. <paramref name="Oldest"/> is when the first of their promotions was detected.</summary>
internal sealed record BacklogRow(string Status, long Jobs, long EdgesLeft, DateTimeOffset? Oldest);

/// <summary>A promotion's job.</summary>
/// <param name="Id">The promotion.</param>
/// <param name="ParentId">Null only for refused ones.</param>
/// <param name="ChildId">Null only for refused ones.</param>
/// <param name="Status">queued, parked, held, refused, old or done.</param>
/// <param name="Reason">Why it was refused, parked or held, or how the last pass failed.</param>
/// <param name="DetectedAt">When the promotion was detected.</param>
/// <param name="EdgesLeft">Edges that still stand under the parent.</param>
/// <param name="Passes">Begun so far, failed ones included.</param>
/// <param name="Failures">In a row.</param>
/// <param name="Unscored">Edges that could not be scored, since the job last began from the start.</param>
/// <param name="Cursor">Edges beyond this edge_id are still to be looked at.</param>
/// <param name="IsLetPass">A person has let it pass: it is not held again.</param>
/// <param name="Rank">Its place in the queue before the time of its promotion: 0 when edges have been rescored and some are left, 2 when
/// its last pass changed nothing, else 1.</param>
public sealed record RescoreJobRow(string Id, string? ParentId, string? ChildId, string Status, string? Reason, DateTimeOffset DetectedAt,
    long EdgesLeft, int Passes, int Failures, long Unscored, string Cursor, bool IsLetPass, int Rank);

/// <summary>A promotion by its id.</summary>
public sealed record JobParameters(string Promotion);

/// <summary>How many passes of which statuses to list, beyond the first <paramref name="Skip"/>.</summary>
public sealed record PassesParameters(IReadOnlyCollection<string> Statuses, int Limit, int Skip = 0);

/// <summary>A pass: its bounds and what it has done so far, over all its runs.</summary>
/// <param name="Id">The promotion's id and the pass's number.</param>
/// <param name="PromotionId">The promotion.</param>
/// <param name="ParentId">The version that its edges stood under.</param>
/// <param name="ChildId">The version that they stand under now.</param>
/// <param name="Status">running, completed or failed.</param>
/// <param name="Reason">How it failed.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Scorer">What scored.</param>
/// <param name="AtMost">Edges that it may take.</param>
/// <param name="AfterEdgeId">It takes edges beyond this edge_id.</param>
/// <param name="LastEdgeId">And up to this one.</param>
/// <param name="LargeDecreaseThreshold">The negative delta at or below which a decrease is large.</param>
/// <param name="StableBand">Smaller deltas are stable.</param>
/// <param name="Edges">Rescored.</param>
/// <param name="LargeDecrease">Of these, by class of delta.</param>
/// <param name="Moderate">Of these, by class of delta.</param>
/// <param name="Stable">Of these, by class of delta.</param>
/// <param name="Increase">Of these, by class of delta.</param>
/// <param name="Pinned">Of these, those that kept their confidence, as a reviewer had decided.</param>
/// <param name="Flagged">Flagged for review.</param>
public sealed record RescorePassRow(string Id, string PromotionId, string ParentId, string ChildId, string Status, string? Reason,
    DateTimeOffset StartedAt, string Scorer, int AtMost, string AfterEdgeId, string LastEdgeId, double LargeDecreaseThreshold,
    double StableBand, long Edges, long LargeDecrease, long Moderate, long Stable, long Increase, long Pinned, long Flagged);

/// <summary>A pass by its id.</summary>
public sealed record PassParameters(string Pass);

/// <summary>Passes of a version, as parent or child, or of a promotion; null matches none.</summary>
public sealed record PassesOfParameters(string? Version, string? Promotion, int Limit, int Skip = 0);

/// <summary>A pass whose decreases or increases to list.</summary>
public sealed record MovesParameters(string Pass, int Limit, int Skip = 0);

/// <summary>What a pass did to an edge whose confidence fell or rose.</summary>
public sealed record ConfidenceMoveRow(string EdgeId, string? EdgeType, double OldConfidence, double NewConfidence, double Delta,
    string Class);

/// <summary>A page of candidates: edges under <paramref name="Parent"/> beyond <paramref name="After"/>, <paramref name="Limit"/> at
/// most.</summary>
internal sealed record CandidatesParameters(string Parent, string After, int Limit);

/// <summary>In edge_id order, and in parallel their types and where each stands.</summary>
internal sealed record CandidatesRow(IReadOnlyList<string> EdgeIds, IReadOnlyList<string> EdgeTypes, IReadOnlyList<string> ElementIds);

/// <summary>Versions that are asked about.</summary>
internal sealed record CountParameters(IReadOnlyCollection<string> Versions);

/// <summary>How many edges stand under a version.</summary>
internal sealed record VersionEdgeCountRow(string Version, long Edges);

/// <summary>A version whose edges are rescored.</summary>
internal sealed record ParentRow(string Version, bool HasDone);

/// <summary>Edges to read for a scorer; the lists are parallel.</summary>
internal sealed record ScoringInputsParameters(string Parent, IReadOnlyList<string> EdgeIds, IReadOnlyList<string> ElementIds,
    bool WithInputs);

/// <summary>An edge for a scorer; <paramref name="Inputs"/> is its <c>inference_input</c>, if it was wanted, and <paramref name="Unfit"/>
/// says why it has no <paramref name="Confidence"/> that can be scored.</summary>
internal sealed record ScoringInputRow(string EdgeId, string EdgeType, string ElementId, double? Confidence, string? Unfit,
    string? Source, string? Target, string? Inputs, bool IsPinned);

/// <summary>Present confidences and both quality scores, which are above 0.</summary>
internal sealed record FallbackParameters(IReadOnlyList<double> Confidences, double ParentQuality, double ChildQuality);

/// <summary>Parallel to the confidences given.</summary>
internal sealed record FallbackScoresRow(IReadOnlyList<double> Scores);

/// <summary>A job to go on with, under a lease.</summary>
internal sealed record AdvanceCursorParameters(string Job, long Epoch, string Promotion);

/// <summary>Edges beyond this edge_id are still to be looked at; null when there is no such job.</summary>
internal sealed record JobCursorRow(string? Cursor);

/// <summary>A pass to begin under a lease; see <see cref="RescorePassRow"/>.</summary>
internal sealed record StartPassParameters(string Job, long Epoch, string Promotion, string Pass, DateTimeOffset StartedAt, string Scorer,
    int AtMost, string LastEdgeId, IReadOnlyCollection<long> EdgeSet, double LargeDecreaseThreshold, double StableBand);

/// <summary>The pass that was begun; null when there is no such job.</summary>
internal sealed record PassStartedRow(string? Id);

/// <summary>Hashes of the ids of the edges that a pass has taken; null when it has ended.</summary>
internal sealed record PassEdgesRow(IReadOnlyList<long>? EdgeSet);

/// <summary>A pass whose start may lie ahead of <paramref name="At"/>, under a lease.</summary>
internal sealed record RestampPassParameters(string Job, long Epoch, string Pass, DateTimeOffset At);

/// <summary>When the pass counts as begun; null when there is no such pass.</summary>
internal sealed record PassRestampedRow(DateTimeOffset? StartedAt);

/// <summary>A pass that has ended and stands in no journal, and what it left undone.</summary>
internal sealed record UnjournaledPassRow(string Id, DateTimeOffset FinishedAt, int Unscored, int Changed);

/// <summary>A pass that <paramref name="Writer"/> writes into the journal.</summary>
internal sealed record MarkJournaledParameters(string Pass, string Writer);

/// <summary>Whether nobody else has noted the pass before.</summary>
internal sealed record JournaledRow(bool IsFirst);

/// <summary>Scores to write under a lease; all lists are parallel.</summary>
internal sealed record ApplyParameters(string Job, long Epoch, string Pass, string Parent, string Child, long ChildVersion,
    DateTimeOffset At, IReadOnlyList<string> EdgeIds, IReadOnlyList<string> ElementIds, IReadOnlyList<string> DeltaIds,
    IReadOnlyList<double> Old, IReadOnlyList<double> New, IReadOnlyList<double> Deltas, IReadOnlyList<string> Classes);

/// <summary>Positions in the lists that were written; edges at other positions had changed. Null when the pass is gone.</summary>
internal sealed record AppliedRow(IReadOnlyList<long>? Applied);

/// <summary>How a pass ended, under a lease; when <paramref name="Held"/>, its job waits for a person.</summary>
internal sealed record FinishPassParameters(string Job, long Epoch, string Pass, string? Failure, bool Held, string? HeldReport,
    int FailuresAllowed, int Unscored, int Changed, string? LateFrom, DateTimeOffset At);

/// <summary>The job's status after the pass; null when the pass or its job is gone.</summary>
internal sealed record PassFinishedRow(string? JobStatus);

/// <summary>A job to end, under a lease.</summary>
internal sealed record FinishJobParameters(string Job, long Epoch, string Promotion, long Standing);

/// <summary>A job's status after the call; null when there is none that it can be about.</summary>
internal sealed record JobStatusRow(string? Status);

/// <summary>A job to release, under a lease, whose passes are held again or not.</summary>
internal sealed record ReleaseJobParameters(string Job, long Epoch, string Promotion, long EdgesLeft, bool LetsPass);

/// <summary>A pass whose deltas to count.</summary>
public sealed record HistogramParameters(string Pass);

/// <summary>How many deltas lie from bin/10 up to, but not including, (bin+1)/10.</summary>
public sealed record HistogramBinRow(long Bin, long Deltas);

/// <summary>How many edges went from a tenth to a tenth: each holds confidences from itself/10 up to, but not including,
/// (itself+1)/10.</summary>
public sealed record ConfidenceBinRow(long Before, long After, long Deltas);
