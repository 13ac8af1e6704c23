using GraphQueries.Catalogue;
using GraphQueries.Language;

namespace GraphQueries.Outbound;

/// <summary>What the graph tells PostgreSQL: <c>cypher/queries/outbound</c>.</summary>
internal static class OutboundQueries
{
    /// <summary>Which changes of edges are still to be mirrored? Ordered by id.</summary>
    public static readonly CypherQuery<EntriesParameters, OutboxEntryRow> Entries = new("outbound/entries");

    /// <summary>How many entries has the outbox, and how old is the oldest? One row.</summary>
    public static readonly CypherQuery<OutboxParameters, OutboxBacklogRow> Backlog = new("outbound/backlog");

    /// <summary>What is the present state of these edges? In no order; edges that are gone, or elsewhere, are missing.</summary>
    public static readonly CypherQuery<MirrorEdgesParameters, MirrorEdgeRow> Edges = new("outbound/edges");

    /// <summary>What did rescoring and review do, by delta id? One row a pass, in no order.</summary>
    public static readonly CypherQuery<MirrorDeltasParameters, PassDeltasRow> Deltas = new("outbound/deltas");

    /// <summary>What did reviewers decide, by the decisions' ids? In no order.</summary>
    public static readonly CypherQuery<MirrorReviewsParameters, MirrorReviewRow> Reviews = new("outbound/reviews");

    /// <summary>Which of these edges are still to be mirrored? One row.</summary>
    public static readonly CypherQuery<WaitingEdgesParameters, WaitingEdgesRow> Waiting = new("outbound/waiting");

    /// <summary>Puts edges of one type, deltas or reviewers' decisions into the outbox.</summary>
    public static readonly CypherQuery<OutboxEntryParameters, NoRow> Enqueue = new("outbound/enqueue");

    /// <summary>Removes entries whose effect has been committed in PostgreSQL.</summary>
    public static readonly CypherQuery<RemoveEntriesParameters, EntriesRemovedRow> Remove = new("outbound/remove");
}

/// <summary>Entries to read.</summary>
/// <param name="After">The id that they follow; empty from the beginning.</param>
/// <param name="Limit">How many at most.</param>
internal sealed record EntriesParameters(string After, int Limit);

/// <summary>How many entries to look at.</summary>
internal sealed record OutboxParameters(int Limit);

/// <summary>An entry of the outbox: edges of one type that changed, where each stood, unless nobody looked, and the deltas and decisions
/// made with the change.</summary>
internal sealed record OutboxEntryRow(string Id, string EdgeType, IReadOnlyList<string> EdgeIds, IReadOnlyList<string> ElementIds,
    IReadOnlyList<string> DeltaIds, IReadOnlyList<string> ReviewIds);

/// <summary>What is to be mirrored. <paramref name="Oldest"/> is null when no entry says when it was made.</summary>
internal sealed record OutboxBacklogRow(long Entries, DateTimeOffset? Oldest);

/// <summary>Edges to read.</summary>
/// <param name="EdgeIds">Their ids.</param>
/// <param name="ElementIds">In parallel: where each stood.</param>
/// <param name="NodeLabel">The label that says nothing of an endpoint's kind.</param>
internal sealed record MirrorEdgesParameters(IReadOnlyList<string> EdgeIds, IReadOnlyList<string> ElementIds, string NodeLabel);

/// <summary>An edge as a row of <c>kg_edges</c>; each property is the column of that name. Instants are ISO 8601 text, whatever type
/// the graph holds.</summary>
internal record MirrorEdgeRow(string Id, string? SourceId, string? SourceType, string Relation, string? TargetId, string? TargetType,
    double? Confidence, string? SourceArtifactId, long? SourceVersion, bool ProvenanceUnknown, bool SenateReviewFlag,
    string? InferenceInput, string? RescoredByArtifactId, long? RescoredVersion, string? RescoredAt, string? CreatedAt);

/// <summary>Edges to look for, of any type.</summary>
internal sealed record WaitingEdgesParameters(IReadOnlyCollection<string> EdgeIds);

/// <summary>Those that wait.</summary>
internal sealed record WaitingEdgesRow(IReadOnlyList<string> EdgeIds);

/// <summary>Deltas to read.</summary>
internal sealed record MirrorDeltasParameters(IReadOnlyCollection<string> DeltaIds);

/// <summary>Deltas of one pass; all lists are parallel. Null is what somebody has removed from the graph by hand, or made something
/// else of, so that one such node holds up nothing. Instants are ISO 8601 text, whatever type the graph holds.</summary>
internal sealed record PassDeltasRow(string? PassId, string? PromotionId, string? ParentId, string? ChildId, string? Scorer,
    IReadOnlyList<string> Ids, IReadOnlyList<string?> EdgeIds, IReadOnlyList<double?> OldConfidences, IReadOnlyList<double?> NewConfidences,
    IReadOnlyList<string?> Classes, IReadOnlyList<string?> Instants);

/// <summary>Decisions to read.</summary>
internal sealed record MirrorReviewsParameters(IReadOnlyCollection<string> ReviewIds);

/// <summary>A decision as a row of <c>edge_reviews</c>; each property is the column of that name.</summary>
internal sealed record MirrorReviewRow(string Id, string? EdgeId, string? Relation, long? Seq, string? Decision, bool Pins,
    string? Reviewer, string? Reason, string? DeltaId, string? PassId, string? PromotionId, double? ConfidenceBefore, double? Confidence,
    string? Undoes, string? UndoneBy, string? DecidedAt);

/// <summary>What to mirror again.</summary>
/// <param name="EdgeType">Of the edges; empty where there are none.</param>
/// <param name="EdgeIds">The edges.</param>
/// <param name="DeltaIds">The deltas.</param>
/// <param name="At">Now.</param>
internal sealed record OutboxEntryParameters(string EdgeType, IReadOnlyList<string> EdgeIds, IReadOnlyList<string> DeltaIds,
    DateTimeOffset At)
{
    /// <summary>In parallel to the edges: where each stands; empty when nobody has looked.</summary>
    public IReadOnlyList<string> ElementIds { get; init; } = [];

    /// <summary>The decisions.</summary>
    public IReadOnlyList<string> ReviewIds { get; init; } = [];
}

/// <summary>Entries to remove under a lease.</summary>
internal sealed record RemoveEntriesParameters(string Job, long Epoch, IReadOnlyCollection<string> Ids);

/// <summary>How many entries were there to remove.</summary>
internal sealed record EntriesRemovedRow(int Removed);
