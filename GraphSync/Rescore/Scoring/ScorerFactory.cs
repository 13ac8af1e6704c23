namespace GraphSync.Rescore.Scoring;

/// <summary>Turns the <c>scorer</c> of a model version into something that scores.</summary>
internal static class ScorerFactory
{
    /// <summary>Makes the scorer: an <c>http(s)</c> URL is called, a path ending in <c>.onnx</c> is loaded in a process of its
    /// own, any other path is run.</summary>
    /// <param name="scorer">The column <c>model_versions.scorer</c>; not null (a version without one is scored by the fallback, in
    /// Cypher).</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock of time limits and retries.</param>
    /// <returns>The scorer; the caller disposes of it.</returns>
    /// <exception cref="ScoringException">The file is missing, cannot be run, or is outside the roots; the URL is malformed, or
    /// its host is not allowed.</exception>
    public static IScorer Create(string scorer, ScorerOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var name = scorer.Trim();
        if (name.Length == 0 || name.Contains('\0'))
        {
            throw new ScoringException("The model version's scorer is blank or holds U+0000: "
                + "set model_versions.scorer to a path or an http(s) URL, or to null for the fallback.");
        }
        if (IsUrl(name))
            return new HttpScorer(ScorerUrl.Check(name, options.ScorerHosts), options, time);
        var path = ScorerPath.Resolve(name, options.ScorerRoots);
        return path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            ? new ExecutableScorer(ScorerProgram.Onnx(path), options, time)
            : new ExecutableScorer(ScorerProgram.Executable(path), options, time);
    }

    private static bool IsUrl(string scorer) =>
        scorer.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || scorer.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
