using GraphQueries.Catalogue;

namespace GraphQueries.Versions;

/// <summary>Model versions: <c>cypher/queries/versions</c>.</summary>
public static class VersionQueries
{
    /// <summary>Which model versions are there? Ordered by model, the latest number first.</summary>
    public static readonly CypherQuery<ListVersionsParameters, ListedVersionRow> List = new("versions/list");

    /// <summary>How many model versions are there, as far as they are counted? One row.</summary>
    public static readonly CypherQuery<CountVersionsParameters, VersionCountRow> Count = new("versions/count");

    /// <summary>Which versions has a model, those whose numbers are nearest to a given one? Ordered by number.</summary>
    public static readonly CypherQuery<VersionLineParameters, VersionLineRow> Line = new("versions/line");

    /// <summary>By which promotions did a version come? Ordered by id.</summary>
    public static readonly CypherQuery<PromotionsOfVersionParameters, PromotionIdRow> Promotions = new("versions/promotions");
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

/// <summary>How many versions of a model to list at most, those nearest to <paramref name="Number"/>.</summary>
public sealed record VersionLineParameters(string Model, long Number, int Limit);

/// <summary>A version among the others of its model.</summary>
/// <param name="Id">Its artifact id.</param>
/// <param name="VersionNumber">Its number within the model.</param>
/// <param name="ParentVersionId">The version that it descends from; null for none.</param>
/// <param name="PromotedAt">Null when it has not been promoted.</param>
public sealed record VersionLineRow(string Id, long VersionNumber, string? ParentVersionId, DateTimeOffset? PromotedAt);

/// <summary>The promoted version, and the statuses of jobs that count.</summary>
public sealed record PromotionsOfVersionParameters(string Version, IReadOnlyCollection<string> Statuses);

/// <summary>A promotion.</summary>
public sealed record PromotionIdRow(string Id);
