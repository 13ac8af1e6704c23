using System.Runtime.CompilerServices;
using GraphSync.Postgres;

namespace GraphSync.Ingest;

/// <summary>Takes in TSV and JSONL files, plain or gzip.</summary>
/// <remarks>Rows that cannot be read, or that a rule refuses, go to the rejects file with line and reason; all others go in.</remarks>
internal sealed class FileIngest(NodeIngest nodes, EdgeIngest edges, int maxRowBytes)
{
    /// <summary>Takes in a file of endpoints, with columns <c>id</c>, <c>kind</c>, <c>name</c> and any others.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rejects">Gets the refused rows; the caller completes it.</param>
    /// <param name="progress">Told the number of rows done so far; null for nobody.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="BadInputException">The file or its header cannot be used.</exception>
    public async Task<IngestResult> NodesAsync(string path, RejectsFile rejects, IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        var reader = new Reader<NodeRow>("node", rejects, RowParser.Node, maxRowBytes);
        var result = await nodes.RunAsync(reader.ReadAsync(path, RowParser.NodeColumns, cancellationToken),
            refused => rejects.AddAsync("node", refused.Row.Origin!, refused.Reason), progress, cancellationToken).ConfigureAwait(false);
        return result with { Refused = result.Refused + reader.Unreadable };
    }

    /// <summary>Takes in a file of edges, with columns <c>edge_id</c>, <c>source_id</c>, <c>relation</c>, <c>target_id</c>, and those of
    /// <see cref="EdgeRow"/> in snake_case; any others become properties.</summary>
    /// <inheritdoc cref="NodesAsync"/>
    public async Task<IngestResult> EdgesAsync(string path, RejectsFile rejects, IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        var reader = new Reader<EdgeRow>("edge", rejects, RowParser.Edge, maxRowBytes);
        var result = await edges.RunAsync(reader.ReadAsync(path, RowParser.EdgeColumns, cancellationToken),
            refused => rejects.AddAsync("edge", refused.Row.Origin!, refused.Reason), progress, cancellationToken).ConfigureAwait(false);
        return result with { Refused = result.Refused + reader.Unreadable };
    }

    /// <summary>Rows of a file that can be parsed; those that cannot go straight to the rejects file.</summary>
    private sealed class Reader<T>(string kind, RejectsFile rejects, Func<InputRow, (T Row, string? Problem)> parse,
        int maxRowBytes)
    {
        public long Unreadable { get; private set; }

        public async IAsyncEnumerable<T> ReadAsync(string path, IReadOnlyList<string> columns,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var input in InputRows.ReadAsync(path, columns, kind, maxRowBytes, cancellationToken).ConfigureAwait(false))
            {
                if (input.Elsewhere is { } other)
                {
                    // Not asked for now; but the file that it stands in is about to be replaced.
                    if (rejects.Replaces(path)) await rejects.AddAsync(other.Of, input, other.Reason).ConfigureAwait(false);
                    continue;
                }
                var (row, problem) = parse(input);
                if (problem is null) yield return row;
                else
                {
                    Unreadable++;
                    await rejects.AddAsync(kind, input, problem).ConfigureAwait(false);
                }
            }
        }
    }
}
