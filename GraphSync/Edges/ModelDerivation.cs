namespace GraphSync.Edges;

/// <summary>Whether a model is behind an edge. <c>cypher/includes/edges/is-model-derived.cypher</c> says the same; a test holds them
/// together.</summary>
internal static class ModelDerivation
{
    /// <summary>True when anything says that a model made the edge, known or not; an edge of which nothing says so is curated.</summary>
    /// <param name="sourceArtifactId">The version that made it.</param>
    /// <param name="sourceVersion">That version's number.</param>
    /// <param name="provenanceUnknown">True says that a model made it and nobody knows which.</param>
    /// <param name="runId">The tool call that made it.</param>
    /// <param name="modelId">The model that made it.</param>
    /// <param name="evidence">Free text, in which a <see cref="ModelTag"/> names a model.</param>
    /// <param name="properties">Its further properties, among which may be a <see cref="BiolinkMark"/>.</param>
    public static bool IsModelDerived(string? sourceArtifactId, long? sourceVersion, bool? provenanceUnknown, string? runId,
        string? modelId, string? evidence, IReadOnlyDictionary<string, object?> properties) =>
        sourceArtifactId is not null || sourceVersion is not null || provenanceUnknown is true || runId is not null || modelId is not null
        || BiolinkMark.IsModels(properties) || ModelTag.IsIn(evidence);
}
