using System.Runtime.CompilerServices;
using GraphQueries.Review;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.Review;

/// <summary>The decisions that stand, as examples to train a model with. Reads only.</summary>
public sealed class ReviewExport(GraphClient graph)
{
    private const int PageSize = 1_000;

    /// <summary>One by one, in no particular order; a page is held at a time.</summary>
    public async IAsyncEnumerable<DecidedEdge> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = ""; ;)
        {
            var page = await graph.ReadAsync(ReviewQueries.Decided, new DecidedParameters(after, PageSize), cancellationToken)
                .ConfigureAwait(false);
            if (page.Count == 0) yield break;
            after = page[^1].Id;
            var edges = page.Select(row => new EdgeRef(row.EdgeType, row.EdgeId, null)).Distinct().ToList();
            var inputs = (await graph.ReadEdgesAsync(edges, (ids, elements) => graph.ReadAsync(ReviewQueries.Inputs,
                new DecidedInputsParameters(ids, elements), cancellationToken), row => (row.EdgeType, row.EdgeId), cancellationToken)
                .ConfigureAwait(false)).ToDictionary(row => (row.EdgeType, row.EdgeId));
            foreach (var row in page) yield return Decided(row, inputs.GetValueOrDefault((row.EdgeType, row.EdgeId)));
        }
    }

    private static DecidedEdge Decided(DecidedRow row, DecidedInputsRow? edge) => new(row.EdgeId, edge?.Source, row.EdgeType, edge?.Target,
        edge?.Inputs, row.OldConfidence, row.NewConfidence, row.Confidence, row.ParentId, row.ChildId, row.PromotionId, row.PassId,
        row.Decision, row.Pins, row.Reviewer, row.Reason, row.At);
}

/// <summary>An edge that a reviewer has decided about.</summary>
/// <param name="EdgeId">The edge.</param>
/// <param name="Source">Its source's key; null when the edge is gone.</param>
/// <param name="Relation">Its relationship type.</param>
/// <param name="Target">Its target's key; null when the edge is gone.</param>
/// <param name="Inputs">What the models were given, JSON text; null when nothing is known.</param>
/// <param name="OldConfidence">The parent's, 0 to 1; null when the flag was set by hand.</param>
/// <param name="NewConfidence">The child's, 0 to 1; null when the flag was set by hand.</param>
/// <param name="Confidence">After the decision, 0 to 1.</param>
/// <param name="Parent">The version before; null when the flag was set by hand.</param>
/// <param name="Child">The version that lowered the confidence; null when the flag was set by hand.</param>
/// <param name="PromotionId">The promotion behind that.</param>
/// <param name="PassId">The pass that lowered it.</param>
/// <param name="Decision"><c>keep</c> or <c>restore</c>.</param>
/// <param name="Pinned">Whether later passes leave the confidence as it was then.</param>
/// <param name="Reviewer">Who decided.</param>
/// <param name="Reason">Why; null when that was not said.</param>
/// <param name="At">When.</param>
public sealed record DecidedEdge(string EdgeId, string? Source, string Relation, string? Target, string? Inputs, double? OldConfidence,
    double? NewConfidence, double? Confidence, string? Parent, string? Child, string? PromotionId, string? PassId, string Decision,
    bool Pinned, string? Reviewer, string? Reason, DateTimeOffset At);
