using System.Text.Json.Serialization;
using GraphSync.Ingest;
using GraphSync.Operations;

namespace GraphSync.Import;

/// <summary>Makes a graph of the rows of <c>kg_edges</c>; goes on where an earlier import was stopped.</summary>
public sealed record ImportRequest : OperationRequest<ImportReport>
{
    /// <summary>Where refused rows go, under their place in the order of ids, with the reason; those without an id come first.</summary>
    public string RejectsFile { get; init; } = "kg_edges.rejects.jsonl";

    /// <summary>Told how far it has come, about once a page; null for nobody.</summary>
    public IProgress<IngestProgress>? Progress { get; init; }

    internal override string Name => "import-kg-edges";
}

/// <summary>What an import came to.</summary>
/// <param name="Created">Edges created.</param>
/// <param name="Present">Rows whose edge the graph has already.</param>
/// <param name="Refused">Rows that were refused.</param>
/// <param name="Nodes">Endpoints created.</param>
/// <param name="ResumedAfter">The id after which an interrupted import went on; null for one from the start.</param>
public sealed record ImportReport(long Created, long Present, long Refused, long Nodes, string? ResumedAfter) : OperationReport
{
    /// <summary>The file that holds refused rows; null when there are none.</summary>
    [JsonIgnore]
    public string? RejectsFile { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{Created} edges and {Nodes} endpoints created, {Refused} rows refused";

    /// <inheritdoc/>
    [JsonIgnore]
    public override OperationOutcome Outcome => Refused > 0 ? OperationOutcome.Incomplete : OperationOutcome.Done;

    /// <summary>Adds up.</summary>
    public static ImportReport operator +(ImportReport left, ImportReport right) => new(left.Created + right.Created,
        left.Present + right.Present, left.Refused + right.Refused, left.Nodes + right.Nodes, left.ResumedAfter ?? right.ResumedAfter);
}
