using System.Globalization;
using System.Runtime.CompilerServices;
using GraphQueries.Inbound;
using GraphQueries.Rescore;
using GraphSync.Postgres;
using GraphSync.Rescore.Scoring;

namespace GraphSync.Rescore;

/// <summary>Scores in Cypher alone, in proportion to the versions' quality scores; for versions without a scorer.</summary>
internal sealed class FallbackScorer(GraphClient graph, double parentQuality, double childQuality) : IScorer
{
    private const int BatchSize = 2_500;

    /// <summary>What a pass says of its scorer.</summary>
    public const string Name = "fallback";

    public string Description => Name;

    public bool ReadsInputs => false;

    /// <exception cref="ScoringException">A quality score is missing, or not above 0.</exception>
    public static FallbackScorer Create(GraphClient graph, KnownVersionRow parent, KnownVersionRow child)
    {
        foreach (var version in (KnownVersionRow[])[parent, child])
        {
            if (version.QualityScore is not (> 0 and < double.PositiveInfinity))
            {
                var score = version.QualityScore?.ToString(CultureInfo.InvariantCulture) ?? "none";
                throw new ScoringException(
                    $"'{child.Id}' has no scorer, and the fallback needs a quality score above 0 of '{version.Id}', which has {score}: "
                    + "set artifacts.quality_score, or model_versions.scorer.");
            }
        }
        return new FallbackScorer(graph, parent.QualityScore!.Value, child.QualityScore!.Value);
    }

    public async IAsyncEnumerable<ScoringResult> ScoreAsync(IAsyncEnumerable<ScoringRequest> edges,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in edges.Chunk(BatchSize).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var input = new FallbackParameters(Array.ConvertAll(batch, edge => edge.Confidence), parentQuality, childQuality);
            var scores = (await graph.ReadAsync(RescoreQueries.Fallback, input, cancellationToken).ConfigureAwait(false))[0].Scores;
            for (var i = 0; i < batch.Length; i++) yield return new ScoringResult(batch[i].EdgeId, scores[i], null);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
