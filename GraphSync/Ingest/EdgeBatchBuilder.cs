using GraphQueries.Edges;

namespace GraphSync.Ingest;

/// <summary>Rows as the parallel lists that Cypher takes. Lists without a value stay empty.</summary>
internal static class EdgeBatchBuilder
{
    public static CreateEdgesParameters Build(IReadOnlyList<EdgeRow> rows, DateTimeOffset now)
    {
        var columns = Columns(rows);
        return new CreateEdgesParameters
        {
            EdgeIds = columns.EdgeIds,
            Relations = All(rows, row => row.Relation),
            SourceIds = All(rows, row => row.SourceId),
            TargetIds = All(rows, row => row.TargetId),
            Confidences = columns.Confidences,
            SourceArtifactIds = columns.SourceArtifactIds,
            SourceVersions = columns.SourceVersions,
            ProvenanceUnknowns = columns.ProvenanceUnknowns,
            InferenceInputs = columns.InferenceInputs,
            ModelIds = columns.ModelIds,
            ModelVersions = columns.ModelVersions,
            RunIds = columns.RunIds,
            Evidences = columns.Evidences,
            CreatedAts = columns.CreatedAts,
            Properties = columns.Properties,
            SenateReviewFlags = Values(rows, row => row.RescoredState?.SenateReviewFlag),
            RescoredByArtifactIds = References(rows, row => row.RescoredState?.RescoredByArtifactId),
            RescoredVersions = Values(rows, row => row.RescoredState?.RescoredVersion),
            RescoredAts = Values(rows, row => row.RescoredState?.RescoredAt),
            Now = now,
        };
    }

    /// <param name="rows">A row may come more than once.</param>
    /// <param name="elementIds">Where the edge with each row's id stands.</param>
    public static ExistingEdgesParameters Compare(IReadOnlyList<EdgeRow> rows, IReadOnlyList<string> elementIds) =>
        new(Columns(rows), elementIds);

    private static EdgeListsParameters Columns(IReadOnlyList<EdgeRow> rows) => new()
    {
        EdgeIds = All(rows, row => row.EdgeId),
        Confidences = Values(rows, row => row.Confidence),
        SourceArtifactIds = References(rows, row => row.SourceArtifactId),
        SourceVersions = Values(rows, row => row.SourceVersion),
        // A model's edge without attribution is unknown until backfill finds its trail.
        ProvenanceUnknowns = Values<bool>(rows, row => row.SourceArtifactId is null && row.IsModelDerived ? true : null),
        InferenceInputs = References(rows, row => row.InferenceInput),
        ModelIds = References(rows, row => row.ModelId),
        ModelVersions = Values(rows, row => row.ModelVersion),
        RunIds = References(rows, row => row.RunId),
        Evidences = References(rows, row => row.Evidence),
        CreatedAts = Values(rows, row => row.CreatedAt),
        Properties = References(rows, row => row.Properties.Count > 0 ? row.Properties : null),
    };

    private static T[] All<T>(IReadOnlyList<EdgeRow> rows, Func<EdgeRow, T> value) => [.. rows.Select(value)];

    private static T?[] Values<T>(IReadOnlyList<EdgeRow> rows, Func<EdgeRow, T?> value) where T : struct =>
        rows.Any(row => value(row) is not null) ? [.. rows.Select(value)] : [];

    private static T?[] References<T>(IReadOnlyList<EdgeRow> rows, Func<EdgeRow, T?> value) where T : class =>
        rows.Any(row => value(row) is not null) ? [.. rows.Select(value)] : [];
}
