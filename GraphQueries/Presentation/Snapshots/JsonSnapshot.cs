using System.Text.Encodings.Web;
using System.Text.Json;

namespace GraphQueries.Presentation.Snapshots;

/// <summary>One JSON object: the version, then its edges, each with its endpoints.</summary>
internal static class JsonSnapshot
{
    private const int FlushAt = 1 << 16;
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<long> WriteAsync(Stream output, LineageRow version, IAsyncEnumerable<SnapshotEdgeRow> edges,
        DateTimeOffset at, DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        var json = new Utf8JsonWriter(output, Options);
        await using var _ = json.ConfigureAwait(false);
        json.WriteStartObject();
        WriteVersion(json, version);
        json.WriteString("exported_at", at);
        if (asOf is { } then) json.WriteString("as_of", then);
        json.WriteStartArray("edges");
        long count = 0;
        await foreach (var edge in edges.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Write(json, edge);
            count++;
            if (json.BytesPending > FlushAt) await json.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        json.WriteEndArray();
        json.WriteNumber("edge_count", count);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken).ConfigureAwait(false);
        output.WriteByte((byte)'\n');
        return count;
    }

    private static void WriteVersion(Utf8JsonWriter json, LineageRow version)
    {
        json.WriteString("artifact_id", version.Id);
        json.WriteString("model_id", version.ModelId);
        WriteNumber(json, "version_number", version.VersionNumber);
        json.WriteString("title", version.Title);
        WriteNumber(json, "quality_score", version.QualityScore);
    }

    private static void Write(Utf8JsonWriter json, SnapshotEdgeRow edge)
    {
        json.WriteStartObject();
        json.WriteString("edge_id", edge.EdgeId);
        WriteNode(json, "source", edge.Source, edge.SourceName, edge.SourceKind);
        json.WriteString("relation", edge.Relation);
        WriteNode(json, "target", edge.Target, edge.TargetName, edge.TargetKind);
        WriteNumber(json, "confidence", edge.Confidence);
        WriteNumber(json, "confidence_before", edge.ConfidenceBefore);
        json.WriteString("class", edge.Class);
        json.WriteString("source_artifact_id", edge.SourceArtifactId);
        WriteNumber(json, "source_version", edge.SourceVersion);
        json.WriteString("rescored_by_artifact_id", edge.RescoredByArtifactId);
        WriteNumber(json, "rescored_version", edge.RescoredVersion);
        if (edge.RescoredAt is { } at) json.WriteString("rescored_at", at);
        else json.WriteNull("rescored_at");
        json.WriteBoolean("senate_review_flag", edge.SenateReviewFlag);
        json.WriteString("inference_input", edge.InferenceInput);
        json.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter json, string name, string? key, string? called, string? kind)
    {
        json.WriteStartObject(name);
        json.WriteString("id", key);
        json.WriteString("name", called);
        json.WriteString("kind", kind);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        // JSON has no NaN and no infinities; no valid confidence is one.
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
