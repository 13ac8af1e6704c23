using System.Text.Json.Serialization;
using GraphSync.Ingest.Input;
using GraphSync.Operations;

namespace GraphSync.Ingest;

/// <summary>Inserts endpoints and edges, from files or from rows made in code. Endpoints come first; no edge that exists is
/// changed.</summary>
public sealed record IngestRequest : OperationRequest<IngestReport>
{
    /// <summary>Files of endpoints, with columns <c>id</c>, <c>kind</c>, <c>name</c> and any others; <c>-</c> is the standard
    /// input.</summary>
    public IReadOnlyList<string> NodeFiles { get; init; } = [];

    /// <summary>Files of edges, with columns <c>edge_id</c>, <c>source_id</c>, <c>relation</c>, <c>target_id</c>, and those of
    /// <see cref="EdgeRow"/> in snake_case; any others become properties. <c>-</c> is the standard input.</summary>
    public IReadOnlyList<string> EdgeFiles { get; init; } = [];

    /// <summary>How the files are read.</summary>
    public InputOptions Input { get; init; } = new();

    /// <summary>The model version that all edges of the files come from, by the id of its artifact; null: what each row says.</summary>
    public string? Source { get; init; }

    /// <summary>Whether endpoints that are missing are made, with the edge's <see cref="EdgeRow.SourceType"/> and
    /// <see cref="EdgeRow.TargetType"/> as their kinds; else an edge that names one is refused. Null: only of
    /// <see cref="InputPreset.Kgx"/>, whose edges name entities of other files by ids that hold everywhere.</summary>
    public bool? CreateEndpoints { get; init; }

    /// <summary>Where refused rows of all files go; null for beside each, or in the working folder for those of a pipe.</summary>
    public string? RejectsFile { get; init; }

    /// <summary>Endpoints, read once, in order; of two rows with one id the later wins where they differ.</summary>
    public IAsyncEnumerable<NodeRow>? Nodes { get; init; }

    /// <summary>Edges, read once, in order; of two rows with one id the first counts.</summary>
    public IAsyncEnumerable<EdgeRow>? Edges { get; init; }

    /// <summary>Called for each row of <see cref="Nodes"/> that is refused, one call at a time; null to count only.</summary>
    public Func<RefusedNode, Task>? NodeRefused { get; init; }

    /// <summary>Called for each row of <see cref="Edges"/> that is refused, in no particular order, one call at a time; null to count
    /// only.</summary>
    public Func<RefusedEdge, Task>? EdgeRefused { get; init; }

    /// <summary>Told how far it has come, about once a batch; null for nobody.</summary>
    public IProgress<IngestProgress>? Progress { get; init; }

    internal override string Name => "ingest";
}

/// <summary>How far an insertion has come.</summary>
/// <param name="What"><c>nodes</c>, <c>edges</c> or <c>kg_edges</c>.</param>
/// <param name="Rows">Rows done so far.</param>
public readonly record struct IngestProgress(string What, long Rows);

/// <summary>What an insertion came to; every row counts once.</summary>
/// <param name="Created">Rows that became new edges or endpoints.</param>
/// <param name="Present">Rows that repeat what was there.</param>
/// <param name="Refused">Rows that were refused.</param>
public sealed record IngestResult(long Created, long Present, long Refused)
{
    internal static IngestResult None { get; } = new(0, 0, 0);

    /// <summary>Adds up.</summary>
    public static IngestResult operator +(IngestResult left, IngestResult right) =>
        new(left.Created + right.Created, left.Present + right.Present, left.Refused + right.Refused);
}

/// <summary>What became of endpoints and edges.</summary>
/// <param name="Nodes">Of endpoints.</param>
/// <param name="Edges">Of edges.</param>
/// <param name="NodeRejects">The files that hold refused rows of nodes files, in the order of these.</param>
/// <param name="EdgeRejects">The files that hold refused rows of edges files, in the order of these.</param>
/// <param name="Notes">What the columns of the files came to.</param>
/// <param name="EndpointsCreated">Endpoints that were made because an edge named them.</param>
public sealed record IngestReport(IngestResult Nodes, IngestResult Edges, IReadOnlyList<string> NodeRejects,
    IReadOnlyList<string> EdgeRejects, InputNotes Notes, long EndpointsCreated) : OperationReport
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{Nodes.Created + EndpointsCreated} endpoints and {Edges.Created} edges created, "
        + $"{Nodes.Refused + Edges.Refused} rows refused";

    /// <inheritdoc/>
    [JsonIgnore]
    public override OperationOutcome Outcome => Nodes.Refused + Edges.Refused > 0 ? OperationOutcome.Incomplete : OperationOutcome.Done;
}
