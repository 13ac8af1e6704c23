using System.Globalization;
using System.Text;
using GraphQueries.Language;

namespace GraphQueries.Presentation.Snapshots;

/// <summary>The two files of KGX, https://github.com/biolink/kgx/blob/master/specification/kgx-format.md, as <c>ingest --preset kgx</c>
/// takes them.</summary>
internal static class KgxSnapshot
{
    // Nothing quotes in KGX's own TSV. What ingest keeps for itself, or would take for a slip of such a name, has another name here.
    private static readonly (string Name, Func<SnapshotEdgeRow, string?> Value)[] EdgeColumns =
    [
        ("id", edge => Id(edge.EdgeId)),
        ("subject", edge => Id(edge.Source)),
        ("predicate", edge => Id(edge.Relation)),
        ("object", edge => Id(edge.Target)),
        ("primary_knowledge_source", edge => KnowledgeSource(Version(edge))),
        ("knowledge_level", _ => "prediction"),
        ("agent_type", _ => "computational_model"),
        ("confidence", edge => edge.Confidence?.ToString("R", CultureInfo.InvariantCulture)),
        // The version whose confidence this is: in another graph the edge comes from it.
        ("source_artifact_id", Version),
        ("source_version", edge => Number(edge.RescoredByArtifactId is null ? edge.SourceVersion : edge.RescoredVersion)),
        ("created_at", Since),
        ("first_attributed_to", edge => edge.RescoredByArtifactId is null ? null : edge.SourceArtifactId),
        ("first_attributed_number", edge => edge.RescoredByArtifactId is null ? null : Number(edge.SourceVersion)),
        ("confidence_before", edge => edge.ConfidenceBefore?.ToString("R", CultureInfo.InvariantCulture)),
        ("delta_class", edge => edge.Class),
        ("waits_for_review", edge => edge.SenateReviewFlag ? "true" : "false"),
        ("inference_input", edge => edge.InferenceInput),
    ];

    public static async Task<long> WriteAsync(Stream nodes, Stream edges, IAsyncEnumerable<SnapshotEdgeRow> rows,
        CancellationToken cancellationToken)
    {
        var (nodeFile, edgeFile) = (Writer(nodes), Writer(edges));
        await using var _ = nodeFile.ConfigureAwait(false);
        await using var __ = edgeFile.ConfigureAwait(false);
        nodeFile.Write("id\tcategory\tname\n");
        WriteLine(edgeFile, EdgeColumns.Select(column => (string?)column.Name));
        var known = new HashSet<string?>(StringComparer.Ordinal);
        long count = 0;
        await foreach (var edge in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (known.Add(edge.Source)) WriteLine(nodeFile, [Id(edge.Source), Category(edge.SourceKind), edge.SourceName]);
            if (known.Add(edge.Target)) WriteLine(nodeFile, [Id(edge.Target), Category(edge.TargetKind), edge.TargetName]);
            WriteLine(edgeFile, EdgeColumns.Select(column => column.Value(edge)));
            if (++count % 1_000 != 0) continue;
            await nodeFile.FlushAsync(cancellationToken).ConfigureAwait(false);
            await edgeFile.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        return count;
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false), leaveOpen: true);

    private static void WriteLine(StreamWriter file, IEnumerable<string?> cells)
    {
        var isFirst = true;
        foreach (var cell in cells)
        {
            if (!isFirst) file.Write('\t');
            isFirst = false;
            file.Write(Cell(cell));
        }
        file.Write('\n');
    }

    private static string? Version(SnapshotEdgeRow edge) => edge.RescoredByArtifactId ?? edge.SourceArtifactId;

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Since when the version says so; nothing where <c>created_at</c> is no instant, which ingest would refuse.</summary>
    private static string? Since(SnapshotEdgeRow edge)
    {
        if (edge.RescoredAt is { } at) return at.ToString("O", CultureInfo.InvariantCulture);
        return edge.CreatedAt is { } text && Instants.TryParse(text, out var created)
            ? Instants.Cut(created).ToString("O", CultureInfo.InvariantCulture) : null;
    }

    private static string? Category(string? kind) => string.IsNullOrWhiteSpace(kind) ? null : "biolink:" + kind.Replace('|', '/');

    /// <summary>An information resource as Biolink names them: lower case letters, digits and hyphens.</summary>
    private static string KnowledgeSource(string? version)
    {
        var name = (version ?? "").ToLowerInvariant();
        var words = name.Split([.. name.Where(c => !char.IsAsciiLetterOrDigit(c))], StringSplitOptions.RemoveEmptyEntries);
        return "infores:" + (words.Length > 0 ? string.Join('-', words) : "graph-provenance");
    }

    /// <summary>An id stays one: two that differ in a tab alone are not to become the same.</summary>
    private static string? Id(string? id) => id?.Replace("\t", "%09", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal);

    private static string? Cell(string? text) =>
        text is null || text.AsSpan().IndexOfAny('\t', '\n', '\r') < 0 ? text
            : text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
}
