using System.Text.Json.Serialization;
using GraphSync.Ingest;
using GraphSync.Operations;

namespace GraphSync.Reconcile;

/// <summary>Compares the graph with its mirror, edge by edge, and repairs the mirror.</summary>
public sealed record ReconcileRequest : OperationRequest<ReconcileReport>
{
    /// <summary>Compare and report, write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Told how many edges have been compared so far.</summary>
    public IProgress<IngestProgress>? Progress { get; init; }

    internal override string Name => "reconcile";

    // Drain and mirror come first here, since what only waits to be carried is no difference.
    internal override OperationNeeds Needs => OperationNeeds.Nothing;
}

/// <summary>How the graph and its mirror compare.</summary>
public sealed record ReconcileReport : OperationReport
{
    /// <summary>How many differences are listed at most; all are counted.</summary>
    public const int MostListed = 10_000;

    /// <summary>One of <see cref="ReconcileStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Edges of the graph that were compared.</summary>
    public required long Edges { get; init; }

    /// <summary>Rows of <c>kg_edges</c> that were compared.</summary>
    public required long Rows { get; init; }

    /// <summary>How many differences there were of each of <see cref="DifferenceKind.All"/>.</summary>
    public required IReadOnlyDictionary<string, long> Kinds { get; init; }

    /// <summary>How many of them are none any more.</summary>
    public required long Repaired { get; init; }

    /// <summary>How many are left: to somebody, or in a dry run to the run that repairs.</summary>
    public required long Left { get; init; }

    /// <summary>Whether nothing was written.</summary>
    public required bool DryRun { get; init; }

    /// <summary>The first <see cref="MostListed"/>, in the order in which they were found.</summary>
    public required IReadOnlyList<EdgeDifference> Differences { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{Edges} edges and {Rows} rows compared, {Repaired} differences repaired, {Left} left";

    /// <inheritdoc/>
    [JsonIgnore]
    public override OperationOutcome Outcome => Left > 0 ? OperationOutcome.Incomplete : OperationOutcome.Done;
}

/// <summary>How a comparison ended.</summary>
public static class ReconcileStatus
{
    /// <summary>Both sides said the same.</summary>
    public const string Equal = "equal";

    /// <summary>They do now.</summary>
    public const string Repaired = "repaired";

    /// <summary>They still do not.</summary>
    public const string Different = "different";
}

/// <summary>A difference between the graph and its mirror.</summary>
/// <param name="Kind">One of <see cref="DifferenceKind"/>.</param>
/// <param name="EdgeId">The edge; null where it has no id, or all edges of a type are meant.</param>
/// <param name="EdgeType">Its relationship type; null where a row of <c>kg_edges</c> names none.</param>
/// <param name="What">What differs, and what to do where that is left to somebody.</param>
/// <param name="Repaired">Whether it is none any more.</param>
public sealed record EdgeDifference(string Kind, string? EdgeId, string? EdgeType, string What, bool Repaired);

/// <summary>How an edge and its row may differ.</summary>
public static class DifferenceKind
{
    /// <summary>The edge has no row.</summary>
    public const string Missing = "missing";

    /// <summary>The row, or the artifact that stands for the edge, says something else.</summary>
    public const string Stale = "stale";

    /// <summary>Edges of several types have the id.</summary>
    public const string Doubled = "doubled";

    /// <summary>The row's edge is gone from the graph.</summary>
    public const string Gone = "gone";

    /// <summary>The type's edges have ids, and it is not registered or lacks an index.</summary>
    public const string NotRegistered = "not_registered";

    /// <summary>A model made the edge, which was written past the bridge and names no real version.</summary>
    public const string NotAttributed = "not_attributed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Missing, Stale, Doubled, Gone, NotRegistered, NotAttributed];
}
