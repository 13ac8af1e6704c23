using GraphQueries.Catalogue;

namespace GraphQueries.Inbound;

/// <summary>What PostgreSQL tells the graph: <c>cypher/queries/inbound</c>.</summary>
internal static class InboundQueries
{
    /// <summary>Takes model versions as PostgreSQL has them.</summary>
    public static readonly CypherQuery<VersionsParameters, VersionsWrittenRow> Versions = new("inbound/versions");

    /// <summary>Which of these versions are real, and what is known of them? In no order.</summary>
    public static readonly CypherQuery<KnownVersionsParameters, KnownVersionRow> KnownVersions = new("inbound/known-versions");
}

/// <summary>Model versions to write under a lease.</summary>
/// <param name="Job">The lease's job.</param>
/// <param name="Epoch">The lease's epoch.</param>
/// <param name="Versions">All columns of each, by name; instants as ISO 8601 text.</param>
internal sealed record VersionsParameters(string Job, long Epoch, IReadOnlyList<IReadOnlyDictionary<string, object?>> Versions);

/// <summary>How many versions were written.</summary>
internal sealed record VersionsWrittenRow(int Versions);

/// <summary>Artifact ids of model versions.</summary>
internal sealed record KnownVersionsParameters(IReadOnlyCollection<string> Ids);

/// <summary>A real model version.</summary>
/// <param name="Id">Its artifact id.</param>
/// <param name="ModelId">The model that it is a version of.</param>
/// <param name="VersionNumber">Its number.</param>
/// <param name="Scorer">An executable's path, a URL or an .onnx path; null for the fallback.</param>
/// <param name="QualityScore">From its artifact; null when not given.</param>
internal sealed record KnownVersionRow(string Id, string ModelId, long VersionNumber, string? Scorer, double? QualityScore);
