using GraphQueries.Catalogue;

namespace GraphQueries.Credit;

/// <summary>The contribution graph and the walk that credits it: <c>cypher/queries/credit</c>.</summary>
internal static class CreditQueries
{
    /// <summary>Makes the contributions of model versions and who owns them. No row when the lease is lost.</summary>
    public static readonly CypherQuery<DeriveParameters, DerivedRow> Derive = new("credit/derive");

    /// <summary>On which contributions does a version rest, and what is each of them said to rely on? No order.</summary>
    public static readonly CypherQuery<ReachableParameters, ReachableContributionRow> Reachable = new("credit/reachable");

    /// <summary>Eight steps of the walk: who is credited, along which relationships? By earned units, owner, step and position.</summary>
    public static readonly CypherQuery<WalkParameters, WalkedContributionRow> Walk = new("credit/walk");

    /// <summary>Which model version produced an edge? No row when there is no such edge.</summary>
    public static readonly CypherQuery<EdgeSourceParameters, EdgeSourceRow> EdgeSource = new("credit/edge-source");
}

/// <summary>Contributions, one list a column, all of the same length; all rows of a version together.</summary>
/// <param name="Job">The lease that the write is made under.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Versions">The relying version's id; null for a version's own row.</param>
/// <param name="Roles">dataset, benchmark, eval_run or parent; null for a version's own row.</param>
/// <param name="Kinds">The label: ModelVersion, Dataset, Benchmark or EvalRun.</param>
/// <param name="Ids">The contribution's id.</param>
/// <param name="Owners">Agent id; null when nobody is named.</param>
/// <param name="ModelIds">Of a version; else null.</param>
/// <param name="Numbers">Version number of a version; else null.</param>
internal sealed record DeriveParameters(string Job, long Epoch, IReadOnlyList<string?> Versions, IReadOnlyList<string?> Roles,
    IReadOnlyList<string> Kinds, IReadOnlyList<string> Ids, IReadOnlyList<string?> Owners, IReadOnlyList<string?> ModelIds,
    IReadOnlyList<long?> Numbers);

/// <summary>What was derived.</summary>
/// <param name="Rows">Made or found.</param>
internal sealed record DerivedRow(long Rows);

/// <summary>Where a walk starts: the id of a model version.</summary>
internal sealed record ReachableParameters(string Version);

/// <summary>A contribution that a version rests on, the version itself included.</summary>
/// <param name="Node">elementId, good for this transaction and those soon after.</param>
/// <param name="Kind">The first label; empty when it has none.</param>
/// <param name="Id">The property <c>id</c>; null when it has none.</param>
/// <param name="Owners">Agent ids, one where all is well; empty text for an agent without an id.</param>
/// <param name="Targets">elementIds of what it relies on, one entry a relationship.</param>
/// <param name="Weights">Of those relationships; 0 where the weight is not a whole number from 1 to 1,000,000.</param>
/// <param name="Roles">Of those relationships; empty text where there is none.</param>
internal sealed record ReachableContributionRow(string Node, string Kind, string? Id, IReadOnlyList<string> Owners,
    IReadOnlyList<string> Targets, IReadOnlyList<long> Weights, IReadOnlyList<string> Roles)
{
    /// <summary>Label and id, for people.</summary>
    public string Name => $"{Kind} {Id ?? Node}".TrimStart();
}

/// <summary>Where eight steps begin: at a version, or at the contributions that the eight steps before have reached.</summary>
/// <param name="Version">Id of a model version; null when going on.</param>
/// <param name="Nodes">elementIds, each once; empty at the beginning.</param>
/// <param name="Masses">Units at each of them.</param>
internal sealed record WalkParameters(string? Version, IReadOnlyList<string> Nodes, IReadOnlyList<long> Masses);

/// <summary>What reached a contribution in one step.</summary>
/// <param name="Owner">Agent id; null when nobody owns it.</param>
/// <param name="Earned">Units that this owner earned in these eight steps; the same in each of the owner's rows.</param>
/// <param name="SharePpm">Earned, in millionths of what all owners earned in these steps.</param>
/// <param name="Kind">The first label; empty when it has none.</param>
/// <param name="Id">The property <c>id</c>; null when it has none.</param>
/// <param name="Step">0 to 8; step 8 has yet to pass on what it got.</param>
/// <param name="Position">Within the step, from 0 on without gaps.</param>
/// <param name="Mass">Units that arrived in this step.</param>
/// <param name="Sources">Positions in the step before, one entry a relationship.</param>
/// <param name="Weights">Of those relationships.</param>
/// <param name="Passed">Units that came along each of them.</param>
/// <param name="Node">elementId.</param>
internal sealed record WalkedContributionRow(string? Owner, long Earned, long SharePpm, string Kind, string? Id, int Step, int Position,
    long Mass, IReadOnlyList<long> Sources, IReadOnlyList<long> Weights, IReadOnlyList<long> Passed, string Node);

/// <summary>An edge by its id.</summary>
internal sealed record EdgeSourceParameters(string EdgeId);

/// <summary>Where an edge came from.</summary>
/// <param name="SourceArtifactId">Id of the version that produced it; null for a curated edge and where it is not known.</param>
/// <param name="ProvenanceUnknown">A model produced it, and nobody knows which.</param>
internal sealed record EdgeSourceRow(string? SourceArtifactId, bool ProvenanceUnknown);
