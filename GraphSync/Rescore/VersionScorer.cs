using GraphQueries.Inbound;
using GraphSync.Rescore.Scoring;

namespace GraphSync.Rescore;

/// <summary>The scorer that a child version asks for.</summary>
internal static class VersionScorer
{
    /// <exception cref="ScoringException">It cannot be had.</exception>
    public static IScorer Create(GraphClient graph, KnownVersionRow parent, KnownVersionRow child, ScorerOptions options,
        TimeProvider time) =>
        child.Scorer is { } scorer ? ScorerFactory.Create(scorer, options, time) : FallbackScorer.Create(graph, parent, child);
}
