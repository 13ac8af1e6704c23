namespace GraphSync.Rescore.Scoring;

/// <summary>Computes a model version's confidences. Made by <see cref="ScorerFactory"/>; one run at a time.</summary>
internal interface IScorer : IAsyncDisposable
{
    /// <summary>What scores, for the pass and the logs: <c>eval.py:/path</c>, <c>http://host/invocations</c> or <c>onnx:/path</c>. Holds
    /// no credentials.</summary>
    string Description { get; }

    /// <summary>Whether it reads <see cref="ScoringRequest.Inputs"/>; else they are left in the graph, and null.</summary>
    bool ReadsInputs => true;

    /// <summary>
    /// Scores the edges. They are pulled lazily, while answers already arrive, and the answers come in any order.
    /// When the stream ends without an error, every edge asked has been answered exactly once, with a confidence
    /// in 0…1 or an explicit error; until then nothing that it gave may be relied upon.
    /// </summary>
    /// <param name="edges">The edges to score, each edge id once.</param>
    /// <param name="cancellationToken">Ends the run, and with it the scorer's processes and requests.</param>
    /// <returns>One answer an edge.</returns>
    /// <exception cref="ScoringException">The scorer could not be run, took too long or gave an answer that is missing, given twice,
    /// unknown or no confidence.</exception>
    IAsyncEnumerable<ScoringResult> ScoreAsync(IAsyncEnumerable<ScoringRequest> edges, CancellationToken cancellationToken);
}
