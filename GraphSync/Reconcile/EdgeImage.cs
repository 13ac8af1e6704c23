using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GraphQueries.Outbound;
using GraphSync.Postgres;

namespace GraphSync.Reconcile;

/// <summary>An edge, or its row, with every column in the one form that both sides are compared in.</summary>
internal sealed class EdgeImage
{
    private static readonly string[] Columns =
    [
        "relation", "source_id", "source_type", "target_id", "target_type", "confidence", "source_artifact_id", "source_version",
        "provenance_unknown", "senate_review_flag", "inference_input", "rescored_by_artifact_id", "rescored_version", "rescored_at",
    ];

    private readonly string?[] _values;
    private readonly bool _artifactAgrees;

    private EdgeImage(string id, string?[] values, string? createdAt, bool artifactAgrees) =>
        (Id, _values, CreatedAt, _artifactAgrees) = (id, values, createdAt, artifactAgrees);

    /// <summary>The edge's id.</summary>
    public string Id { get; }

    /// <summary>When it was made; null where the graph does not know, whatever its row says then.</summary>
    public string? CreatedAt { get; }

    /// <summary>What the graph says.</summary>
    public static EdgeImage Of(MirrorEdgeRow edge) => new(edge.Id,
    [
        edge.Relation, edge.SourceId, edge.SourceType, edge.TargetId, edge.TargetType, Number(edge.Confidence), edge.SourceArtifactId,
        Number(edge.SourceVersion), Flag(edge.ProvenanceUnknown), Flag(edge.SenateReviewFlag), Json(edge.InferenceInput),
        edge.RescoredByArtifactId, Number(edge.RescoredVersion), Instant(edge.RescoredAt),
    ], Instant(edge.CreatedAt), artifactAgrees: true);

    /// <summary>What PostgreSQL says.</summary>
    public static EdgeImage Of(MirroredRow row) => new(row.Id,
    [
        row.Relation, row.SourceId, row.SourceType, row.TargetId, row.TargetType, Number(row.Confidence), row.SourceArtifactId,
        Number(row.SourceVersion), Flag(row.ProvenanceUnknown), Flag(row.SenateReviewFlag), Json(row.InferenceInput),
        row.RescoredByArtifactId, Number(row.RescoredVersion), Instant(row.RescoredAt),
    ], Instant(row.CreatedAt), row.ArtifactAgrees);

    /// <summary>The columns in which a row is not what the graph says.</summary>
    public IReadOnlyList<string> Differences(EdgeImage row)
    {
        List<string> columns = [.. Columns.Where((_, i) => _values[i] != row._values[i])];
        if (CreatedAt is not null && CreatedAt != row.CreatedAt) columns.Add("created_at");
        if (!row._artifactAgrees) columns.Add("artifacts");
        return columns;
    }

    /// <summary>What is kept of it while a stream goes by.</summary>
    public EdgeMark Mark()
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        foreach (var value in _values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(sizeof(int)), value?.Length ?? -1);
            bytes.Advance(sizeof(int));
            bytes.Write(MemoryMarshal.AsBytes(value.AsSpan()));
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.WrittenSpan, hash);
        return new EdgeMark(Id, BinaryPrimitives.ReadUInt128LittleEndian(hash), CreatedAt, _artifactAgrees);
    }

    private static string Flag(bool? value) => value switch { true => "true", false => "false", null => "" };

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Bit by bit, but for what counts as equal: zeros of either sign, and all that is not a number.</summary>
    private static string? Number(double? value) => value switch
    {
        null => null,
        0 => "0",
        double.NaN => "NaN",
        { } number => Number(BitConverter.DoubleToInt64Bits(number)),
    };

    private static string? Json(string? text) => text is null ? null : CanonicalJson.Of(text);

    /// <summary>Microseconds. What is no instant stays as it is, and can equal none.</summary>
    private static string? Instant(string? text) => text is null ? null
        : !Instants.TryParse(text, out var instant) ? text
        : Number(PostgresInstant.Of(instant));

    private static string? Instant(byte[]? sent) => sent is null ? null : Number(BinaryPrimitives.ReadInt64BigEndian(sent));
}

/// <summary>What is kept of an edge, or of its row, while the streams go by.</summary>
/// <param name="Id">The edge's id.</param>
/// <param name="Hash">Of all columns that are compared.</param>
/// <param name="CreatedAt">Compared where the graph knows it.</param>
/// <param name="ArtifactAgrees">Whether the artifact that stands for the edge says what its row says; true where there is none.</param>
internal readonly record struct EdgeMark(string Id, UInt128 Hash, string? CreatedAt, bool ArtifactAgrees)
{
    /// <summary>Whether a row is what the graph says.</summary>
    public bool IsMirroredBy(EdgeMark row) =>
        Hash == row.Hash && row.ArtifactAgrees && (CreatedAt is null || CreatedAt == row.CreatedAt);
}

/// <summary>A row of <c>kg_edges</c>. Instants are as PostgreSQL sends them, since .NET cannot hold all of them.</summary>
internal sealed record MirroredRow(string Id, string? SourceId, string? SourceType, string? Relation, string? TargetId, string? TargetType,
    double? Confidence, string? SourceArtifactId, int? SourceVersion, bool? ProvenanceUnknown, bool? SenateReviewFlag,
    string? InferenceInput, string? RescoredByArtifactId, int? RescoredVersion, byte[]? RescoredAt, byte[]? CreatedAt, bool ArtifactAgrees);
