using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GraphSync.Ingest;

/// <summary>How rows are taken in: the section <c>Bridge:Ingest</c>.</summary>
public sealed record IngestOptions
{
    /// <summary>How many bytes a row may have, 1,024 to 67,108,864: a line of a file, or the JSON text of a row of <c>kg_edges</c>. A
    /// longer one is refused, so that no row takes more memory than some tens of times this. Default 4,194,304 (4 MiB).</summary>
    [Range(1 << 10, 64 << 20)]
    public int MaxRowBytes { get; set; } = 4 << 20;
}

[OptionsValidator]
internal sealed partial class ValidateIngestOptions : IValidateOptions<IngestOptions>;
