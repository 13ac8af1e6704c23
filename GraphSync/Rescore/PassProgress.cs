using GraphSync.Edges;
using GraphSync.Rescore.Report;

namespace GraphSync.Rescore;

/// <summary>How far a pass is: the edges that it has still to do, and those that could not be scored.</summary>
internal sealed class PassProgress(EdgeList edges)
{
    private readonly List<EdgeProblem> _unscored = [];
    private ScoredEdges? _scored;

    /// <summary>Edges that are neither written nor given up.</summary>
    public EdgeList Pending => _scored?.Unsettled() ?? edges;

    /// <summary>Gives edges up for this pass; edges that no longer stand under the parent are nobody's business.</summary>
    public void Scored(Scores scores)
    {
        _unscored.AddRange(scores.Unscored);
        _scored = scores.Scored;
    }

    /// <summary>Takes note of edges that have been written.</summary>
    public void Written(IReadOnlySet<string> edgeIds)
    {
        foreach (var edgeId in edgeIds) _scored!.Settle(edgeId);
    }

    /// <summary>Gives up an edge that was scored and cannot be written.</summary>
    public void GivenUp(EdgeProblem problem)
    {
        _unscored.Add(problem);
        _scored!.Settle(problem.EdgeId);
    }

    /// <summary>How a pass ended of which nothing was written, for <paramref name="reason"/>: a person is to decide.</summary>
    public static PassOutcome Held(string reason, PromotionReport report) => new(reason, [], [], null) { HeldReport = report };

    /// <summary>What is left undone when the pass ends now.</summary>
    /// <param name="failure">What stopped it; null when nothing did, and the edges that are pending kept changing.</param>
    public PassOutcome End(string? failure)
    {
        string[] rest = [.. Pending.Select(edge => edge.EdgeId).Order(CodePointOrder.Instance)];
        return failure is null
            ? new PassOutcome(null, _unscored, rest, rest.FirstOrDefault())
            : new PassOutcome(failure, [.. _unscored, .. rest.Select(id => new EdgeProblem(id, failure))], [], rest.FirstOrDefault());
    }
}

/// <summary>How a pass ended, and what it left undone.</summary>
/// <param name="Failure">What stopped it; null when nothing did.</param>
/// <param name="Unscored">Edges that could not be scored, with the reasons.</param>
/// <param name="Changed">Edges that kept changing, in edge_id order.</param>
/// <param name="LateFrom">The first edge_id of those that the next pass is to look at again; null when there are none.</param>
internal sealed record PassOutcome(string? Failure, IReadOnlyList<EdgeProblem> Unscored, IReadOnlyList<string> Changed, string? LateFrom)
{
    /// <summary>What the pass would have done, where nothing was written so that a person may decide; <see cref="Failure"/> says why. Null
    /// for every other end.</summary>
    public PromotionReport? HeldReport { get; init; }
}
