using System.Globalization;
using GraphSync.Edges;
using GraphSync.Ingest;
using static GraphSync.Adopt.ColumnRules;

namespace GraphSync.Adopt;

/// <summary>Reads relationships as the request says. What cannot be read is put aside where an edge can do without it.</summary>
internal sealed class EdgeReader(AdoptRequest request, RealVersions versions, long? sourceVersion)
{
    private const string Contradiction = "provenance_unknown contradicts source_artifact_id";
    private const string Apart = "source_artifact_id and source_version do not come together";

    private static readonly string[] Trails = [SourceArtifactId, SourceVersion, ModelId, RunId];

    private readonly Dictionary<string, ColumnMapping> _maps = request.Maps.ToDictionary(map => map.Target, StringComparer.Ordinal);

    /// <summary>Learns which of the versions that they name are real.</summary>
    public Task LoadAsync(IEnumerable<UnreadEdge> edges, CancellationToken cancellationToken) => versions.LoadAsync(
        edges.SelectMany(edge => new[] { edge.Column(SourceArtifactId), edge.Mapped(SourceArtifactId) }).OfType<string>(),
        cancellationToken);

    public EdgeReading Read(UnreadEdge edge)
    {
        var reading = new EdgeReading(edge);
        if (KeyFault(edge) is { } fault) reading.Blame("edge_id", fault, canBePutAside: false);
        foreach (var (column, read) in All)
        {
            var map = _maps.GetValueOrDefault(column);
            var readMapped = map is { IsEpochMilliseconds: true } ? ReadEpoch : read;
            var isInPlace = map?.Column == column;
            reading.Read(column, isInPlace ? value => read(value) is { Reason: null } plain ? plain : readMapped(value) : read,
                isInPlace ? _ => default : readMapped);
        }
        ReadSource(reading);
        ReadProvenance(reading);
        if (!reading.Writes && !reading.Faults.Any() && edge.Reason is { } reason)
            reading.Blame(reason.Split(' ')[0], reason, canBePutAside: false);
        return reading;
    }

    private static string? KeyFault(UnreadEdge edge) =>
        edge.Id?.Contains('\0', StringComparison.Ordinal) is true ? "edge_id holds U+0000"
        : edge.Reason is { } reason
            && (reason.StartsWith("edge_id", StringComparison.Ordinal) || reason.StartsWith("rescored_by", StringComparison.Ordinal))
            ? reason
        : null;

    private void ReadSource(EdgeReading reading)
    {
        var (id, number) = ((string?)reading[SourceArtifactId], (long?)reading[SourceVersion]);
        var isBlamed = reading.Faults.Any(fault => fault.Column is SourceArtifactId or SourceVersion);
        if (id is null && number is null && !isBlamed)
        {
            if (request.SourceArtifactId is null) return;
            reading.Change(SourceArtifactId, request.SourceArtifactId);
            reading.Change(SourceVersion, sourceVersion);
            if (reading[ProvenanceUnknown] is true) reading.Change(ProvenanceUnknown, false);
            return;
        }
        if (!isBlamed)
        {
            if (id is null != number is null) reading.Blame(id is null ? SourceVersion : SourceArtifactId, Apart);
            else if (reading[ProvenanceUnknown] is true) reading.Blame(ProvenanceUnknown, Contradiction);
            else if (versions.Refusal(id, number) is not null)
                reading.Blame(SourceArtifactId, "source_artifact_id and source_version name no real version");
            else return;
        }
        reading.PutAside(SourceArtifactId);
        reading.PutAside(SourceVersion);
    }

    /// <summary>What a model made stays a model's when what said so is put aside; and it needs a confidence.</summary>
    private static void ReadProvenance(EdgeReading reading)
    {
        var hasLost = Trails.Any(reading.Aside.Contains)
            || reading.Aside.Contains(Evidence) && ModelTag.IsIn(EvidenceText(reading.Edge.Column(Evidence)));
        if (hasLost && reading[SourceArtifactId] is null) reading.Change(ProvenanceUnknown, true);
        var isModels = ModelDerivation.IsModelDerived((string?)reading[SourceArtifactId], (long?)reading[SourceVersion],
            (bool?)reading[ProvenanceUnknown], (string?)reading[RunId], (string?)reading[ModelId], EvidenceText(reading[Evidence]),
            reading.Edge.Columns);
        if (!isModels || reading[Confidence] is not null) return;
        if (reading.Faults.Any(fault => fault.Column == Confidence)) reading.Insist(Confidence);
        else reading.Blame(Confidence, "a model made it, and it has no confidence", canBePutAside: false);
    }

    private static string? EvidenceText(object? evidence) =>
        evidence is object?[] lines ? string.Join('\n', lines.Select(line => Convert.ToString(line, CultureInfo.InvariantCulture)))
        : Convert.ToString(evidence, CultureInfo.InvariantCulture);
}
