using System.Text.Json;
using GraphSync.Backfill;
using GraphSync.Edges;
using GraphSync.Ingest.Input;

namespace GraphSync.Ingest;

/// <summary>One edge to insert.</summary>
public sealed record EdgeRow
{
    /// <summary>The edge's own id, unique over all types; at most 2,000 bytes in UTF-8.</summary>
    public required string EdgeId { get; init; }

    /// <summary>The key of an existing endpoint.</summary>
    public required string SourceId { get; init; }

    /// <summary>The relationship type as it stands.</summary>
    public required string Relation { get; init; }

    /// <summary>The key of an existing endpoint.</summary>
    public required string TargetId { get; init; }

    /// <summary>From 0 to 1. Model-derived edges need one; curated ones may have none.</summary>
    public double? Confidence { get; init; }

    /// <summary>The model version that made the edge, by the id of its artifact; it must be real.</summary>
    public string? SourceArtifactId { get; init; }

    /// <summary>That version's number; given together with <see cref="SourceArtifactId"/>.</summary>
    public long? SourceVersion { get; init; }

    /// <summary>True says that a model made the edge and nobody knows which.</summary>
    public bool? ProvenanceUnknown { get; init; }

    /// <summary>What the model was given: JSON text.</summary>
    public string? InferenceInput { get; init; }

    /// <summary>Trail: the model's id.</summary>
    public string? ModelId { get; init; }

    /// <summary>Trail: the version number within that model.</summary>
    public long? ModelVersion { get; init; }

    /// <summary>Trail: the id of the tool call that made the edge.</summary>
    public string? RunId { get; init; }

    /// <summary>Trail: free text, in which <c>model:&lt;id&gt;@v&lt;number&gt;</c> names a model version.</summary>
    public string? Evidence { get; init; }

    /// <summary>When the edge was made; null for now.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The kind that the source gets where it is made with the edge; null for none.</summary>
    public string? SourceType { get; init; }

    /// <summary>The kind that the target gets where it is made with the edge; null for none.</summary>
    public string? TargetType { get; init; }

    /// <summary>Further properties: strings, booleans, numbers, and lists of one of these.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = None;

    /// <summary>Where the row was read, for the rejects file; null for rows made in code.</summary>
    internal InputRow? Origin { get; init; }

    /// <summary>What the edge went through in the store that it comes from; null for rows that are inserted here first.</summary>
    internal RescoredState? RescoredState { get; init; }

    /// <summary>The version that the edge is to stand under; null for none.</summary>
    internal string? StandsUnder => RescoredState?.RescoredByArtifactId ?? SourceArtifactId;

    /// <summary>A model is behind the edge, known or not. Biolink's <c>agent_type</c> and <c>knowledge_level</c> among the
    /// <see cref="Properties"/> may say so, too.</summary>
    public bool IsModelDerived =>
        ModelDerivation.IsModelDerived(SourceArtifactId, SourceVersion, ProvenanceUnknown, RunId, ModelId, Evidence, Properties);

    /// <summary>About how many bytes the row takes.</summary>
    internal long Weight => EdgeId.Length + SourceId.Length + TargetId.Length + (InferenceInput?.Length ?? 0) + (Evidence?.Length ?? 0)
        + (Origin?.Raw.Length ?? 0);

    /// <summary>Whether this row, coming after <paramref name="first"/>, says nothing else.</summary>
    internal bool Repeats(EdgeRow first)
    {
        var same = this with
        {
            CreatedAt = CreatedAt ?? first.CreatedAt,
            ProvenanceUnknown = first.ProvenanceUnknown,
            SourceType = first.SourceType,
            TargetType = first.TargetType,
            Properties = first.Properties,
            Origin = first.Origin,
        };
        // Values may be lists, which are equal when they print alike.
        return same == first && IsModelDerived == first.IsModelDerived && Properties.All(property =>
            first.Properties.TryGetValue(property.Key, out var value)
            && JsonSerializer.Serialize(value) == JsonSerializer.Serialize(property.Value));
    }

    private static readonly IReadOnlyDictionary<string, object?> None = new Dictionary<string, object?>();
}

/// <summary>What rescoring has left on an edge that comes from another store. When the graph has the edge already, the graph is
/// right.</summary>
internal sealed record RescoredState(bool? SenateReviewFlag, string? RescoredByArtifactId, long? RescoredVersion,
    DateTimeOffset? RescoredAt);

/// <summary>A row that was not inserted.</summary>
/// <param name="Row">As given.</param>
/// <param name="Reason">Why, beginning with a short name of the rule, such as <c>exists</c>.</param>
public sealed record RefusedEdge(EdgeRow Row, string Reason);
