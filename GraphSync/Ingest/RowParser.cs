using GraphSync.Ingest.Input;

namespace GraphSync.Ingest;

/// <summary>Rows of files as edges and endpoints.</summary>
internal static class RowParser
{
    public static readonly IReadOnlyList<string> EdgeColumns = ["edge_id", "source_id", "relation", "target_id"];
    public static readonly IReadOnlyList<string> AllEdgeColumns =
    [
        .. EdgeColumns, "confidence", "source_artifact_id", "source_version", "provenance_unknown", "inference_input",
        "model_id", "model_version", "run_id", "evidence", "created_at",
    ];

    /// <summary>Kinds for endpoints that are made with their edges.</summary>
    public static readonly IReadOnlyList<string> EndpointKinds = ["source_type", "target_type"];

    public static readonly IReadOnlyList<string> NodeColumns = ["id"];
    public static readonly IReadOnlyList<string> AllNodeColumns = ["id", "kind", "name"];

    /// <summary>The edge, and why it cannot be taken; null when it can.</summary>
    /// <param name="row">Under the contract's names.</param>
    /// <param name="origin">As it stands in the file; null when that is the same.</param>
    /// <param name="nested">What becomes of values that no property can hold.</param>
    /// <param name="takesKinds">Whether the endpoints' kinds are no properties.</param>
    public static (EdgeRow Row, string? Problem) Edge(InputRow row, InputRow? origin = null, NestedRule nested = NestedRule.Json,
        bool takesKinds = false)
    {
        var fields = new RowFields(row);
        var edge = new EdgeRow
        {
            EdgeId = fields.Required("edge_id"),
            SourceId = fields.Required("source_id"),
            Relation = fields.Required("relation"),
            TargetId = fields.Required("target_id"),
            Confidence = fields.Number("confidence"),
            SourceArtifactId = fields.Text("source_artifact_id"),
            SourceVersion = fields.Integer("source_version"),
            ProvenanceUnknown = fields.Flag("provenance_unknown"),
            InferenceInput = fields.Json("inference_input"),
            ModelId = fields.Text("model_id"),
            ModelVersion = fields.Integer("model_version"),
            RunId = fields.Text("run_id"),
            Evidence = fields.Text("evidence"),
            CreatedAt = fields.Instant("created_at"),
            SourceType = takesKinds ? fields.Text("source_type") : null,
            TargetType = takesKinds ? fields.Text("target_type") : null,
            Properties = fields.Rest(nested),
            Origin = origin ?? row,
        };
        return (edge, fields.Problem);
    }

    /// <summary>The endpoint, and why it cannot be taken; null when it can.</summary>
    /// <inheritdoc cref="Edge"/>
    public static (NodeRow Row, string? Problem) Node(InputRow row, InputRow? origin = null, NestedRule nested = NestedRule.Json)
    {
        var fields = new RowFields(row);
        var node = new NodeRow
        {
            Id = fields.Required("id"),
            Kind = fields.Text("kind"),
            Name = fields.Text("name"),
            Properties = fields.Rest(nested),
            Origin = origin ?? row,
        };
        return (node, fields.Problem);
    }
}
