using GraphQueries.Catalogue;

namespace GraphQueries.Versions;

/// <summary>Model versions: <c>cypher/queries/versions</c>.</summary>
public static class VersionQueries
{
    /// <summary>Which model versions are there? Ordered by model, the latest number first.</summary>
    public static readonly CypherQuery<ListVersionsParameters, ListedVersionRow> List = new("versions/list");

    /// <summary>How many model versions are there, as far as they are counted? One row.</summary>
    public static readonly CypherQuery<CountVersionsParameters, VersionCountRow> Count = new("versions/count");
}

/// <summary>How many versions to list at most, beyond the first <paramref name="Skip"/>.</summary>
public sealed record ListVersionsParameters(int Limit, int Skip = 0);

/// <summary>Versions are counted up to <paramref name="Limit"/>.</summary>
public sealed record CountVersionsParameters(int Limit);

/// <summary>How many real model versions, as far as they were counted.</summary>
public sealed record VersionCountRow(long Versions);

/// <summary>A real model version.</summary>
/// <param name="Id">Its artifact id.</param>
/// <param name="ModelId">The model that it is a version of.</param>
/// <param name="VersionNumber">Its number within the model.</param>
/// <param name="Title">What its artifact is called; null when it has no title.</param>
/// <param name="ParentVersionId">The version that it descends from; null for none.</param>
/// <param name="TrainedBy">Agent id; null when nobody is named.</param>
/// <param name="QualityScore">From its artifact; null when not given.</param>
/// <param name="PromotedAt">Null when it has not been promoted.</param>
public sealed record ListedVersionRow(string Id, string ModelId, long VersionNumber, string? Title, string? ParentVersionId,
    string? TrainedBy, double? QualityScore, DateTimeOffset? PromotedAt);
