using System.Diagnostics.CodeAnalysis;
using GraphQueries.Catalogue;

namespace GraphQueries.Edges;

/// <summary>Insertion of edges: <c>cypher/queries/edges</c>.</summary>
internal static class EdgeQueries
{
    /// <summary>Locks ids, of edges of any types, until the transaction ends.</summary>
    public static readonly CypherQuery<LockIdsParameters, LockedIdsRow> LockIds = new("edges/lock-ids");

    /// <summary>Creates edges whose ids are locked and belong to no edge, and puts them into the outbox.</summary>
    public static readonly CypherQuery<CreateEdgesParameters, CreatedEdgesRow> Create = new("edges/create");

    /// <summary>How do existing edges compare with rows that carry their ids? Ordered by index.</summary>
    public static readonly CypherQuery<ExistingEdgesParameters, ExistingEdgeRow> Existing = new("edges/existing");

    /// <summary>Tells the rescore jobs of versions that edges have come to stand under them.</summary>
    public static readonly CypherQuery<ReopenJobsParameters, NoRow> ReopenJobs = new("edges/reopen-jobs");

    /// <summary>Tells the jobs of versions how many edges stand under them now.</summary>
    internal static readonly CypherQuery<ReopenJobsParameters, NoRow> RecountJobs = new("edges/recount-jobs");

    /// <summary>Inserts unchecked rows by all rules, for clients that speak Cypher alone. Ordered by index.</summary>
    public static readonly CypherQuery<InsertEdgesParameters, InsertedEdgeRow> Insert = new("edges/insert");

    /// <summary>Where are these edges? In no order; those that are gone are missing.</summary>
    public static readonly CypherQuery<LocateParameters, LocatedEdgeRow> Locate = new("edges/locate");

    /// <summary>Which of these are real model versions, and which number has each?</summary>
    public static readonly CypherQuery<RealVersionsParameters, RealVersionRow> RealVersions = new("edges/real-versions");
}

/// <summary>Ids to lock, each once.</summary>
internal sealed record LockIdsParameters(IReadOnlyCollection<string> EdgeIds);

/// <summary>Ids are locked.</summary>
/// <param name="EdgeTypes">How many types are registered: who knows of fewer has not looked everywhere.</param>
internal sealed record LockedIdsRow(long EdgeTypes);

/// <summary>Edges to find.</summary>
internal sealed record LocateParameters(IReadOnlyCollection<string> EdgeIds);

/// <summary>Where an edge is.</summary>
internal sealed record LocatedEdgeRow(string EdgeType, string EdgeId, string ElementId);

/// <summary>
/// Rows as parallel lists: element i of each is about row i. A list may be empty when no row has a value.
/// </summary>
internal record EdgeListsParameters
{
    /// <summary>Edge ids.</summary>
    public required IReadOnlyList<string> EdgeIds { get; init; }

    /// <summary>From 0 to 1; null where a curated edge has none.</summary>
    public required IReadOnlyList<double?> Confidences { get; init; }

    /// <summary>Real model versions; null where unknown or curated.</summary>
    public required IReadOnlyList<string?> SourceArtifactIds { get; init; }

    /// <summary>Their version numbers.</summary>
    public required IReadOnlyList<long?> SourceVersions { get; init; }

    /// <summary>True for model-derived edges without attribution, else null.</summary>
    public required IReadOnlyList<bool?> ProvenanceUnknowns { get; init; }

    /// <summary>JSON texts.</summary>
    public required IReadOnlyList<string?> InferenceInputs { get; init; }

    /// <summary>Trail: the family of the model.</summary>
    public required IReadOnlyList<string?> ModelIds { get; init; }

    /// <summary>Trail: the version number within the family.</summary>
    public required IReadOnlyList<long?> ModelVersions { get; init; }

    /// <summary>Trail: the tool call that made the edge.</summary>
    public required IReadOnlyList<string?> RunIds { get; init; }

    /// <summary>Trail: text that may hold <c>model:&lt;id&gt;@v&lt;number&gt;</c>.</summary>
    public required IReadOnlyList<string?> Evidences { get; init; }

    /// <summary>When the edge was made; null where the row does not say.</summary>
    public required IReadOnlyList<DateTimeOffset?> CreatedAts { get; init; }

    /// <summary>Further properties: strings, numbers, booleans and lists of one of these.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, object?>?> Properties { get; init; }
}

/// <summary>Rows to hold against edges.</summary>
internal sealed record ExistingEdgesParameters : EdgeListsParameters
{
    /// <summary>The same lists, and where each edge stood when it was found.</summary>
    [SetsRequiredMembers]
    public ExistingEdgesParameters(EdgeListsParameters lists, IReadOnlyList<string> elementIds) : base(lists) => ElementIds = elementIds;

    /// <summary>Where each edge stood when it was found.</summary>
    public IReadOnlyList<string> ElementIds { get; }
}

/// <summary>Rows to create edges from.</summary>
internal sealed record CreateEdgesParameters : EdgeListsParameters
{
    /// <summary>Relationship types as they stand.</summary>
    public required IReadOnlyList<string> Relations { get; init; }

    /// <summary>Keys of the sources.</summary>
    public required IReadOnlyList<string> SourceIds { get; init; }

    /// <summary>Keys of the targets.</summary>
    public required IReadOnlyList<string> TargetIds { get; init; }

    /// <summary>Waiting for review.</summary>
    public required IReadOnlyList<bool?> SenateReviewFlags { get; init; }

    /// <summary>The version that rescored the edge last, in the store that it comes from.</summary>
    public required IReadOnlyList<string?> RescoredByArtifactIds { get; init; }

    /// <summary>Its number.</summary>
    public required IReadOnlyList<long?> RescoredVersions { get; init; }

    /// <summary>When it did.</summary>
    public required IReadOnlyList<DateTimeOffset?> RescoredAts { get; init; }

    /// <summary>Stands in for a creation time that a row does not give.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>What a batch came to.</summary>
/// <param name="Created">How many edges were created.</param>
/// <param name="Indexes">Which, in no order; empty when all were.</param>
internal sealed record CreatedEdgesRow(long Created, IReadOnlyList<long> Indexes);

/// <summary>An edge that exists, held against the row with its id.</summary>
/// <param name="Index">The row's place in the lists.</param>
/// <param name="EdgeType">Its relationship type.</param>
/// <param name="SourceId">The source's key; null when it has none.</param>
/// <param name="TargetId">The target's key; null when it has none.</param>
/// <param name="Curated">No model is behind it.</param>
/// <param name="Differs">The first property that is not what the row gives; null when all are.</param>
internal sealed record ExistingEdgeRow(long Index, string EdgeType, string? SourceId, string? TargetId, bool Curated, string? Differs);

/// <summary>Edges that have come to stand under versions; the lists run in parallel.</summary>
/// <param name="VersionIds">Each once.</param>
/// <param name="FirstEdgeIds">The smallest edge id of each version's new edges.</param>
/// <param name="Counts">How many they are.</param>
internal sealed record ReopenJobsParameters(IReadOnlyList<string> VersionIds, IReadOnlyList<string> FirstEdgeIds,
    IReadOnlyList<long> Counts);

/// <summary>Ids of artifacts.</summary>
internal sealed record RealVersionsParameters(IReadOnlyCollection<string> Ids);

/// <summary>A model version whose row has arrived.</summary>
/// <param name="Id">The artifact.</param>
/// <param name="VersionNumber">Its number within the model.</param>
internal sealed record RealVersionRow(string Id, long VersionNumber);

/// <summary>Rows as maps.</summary>
/// <param name="Rows">Each edge id once; 2,000 rows at most.</param>
/// <param name="At">Now.</param>
internal sealed record InsertEdgesParameters(IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows, DateTimeOffset At);

/// <summary>What became of a row.</summary>
/// <param name="Index">Its place in the list, from 0.</param>
/// <param name="EdgeId">Its id, as given.</param>
/// <param name="Outcome"><c>created</c>, <c>present</c> or <c>refused</c>.</param>
/// <param name="Reason">For refused rows.</param>
internal sealed record InsertedEdgeRow(long Index, string? EdgeId, string Outcome, string? Reason);
