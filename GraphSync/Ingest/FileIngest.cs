using System.Runtime.CompilerServices;
using GraphSync.Ingest.Input;
using GraphSync.Postgres;

namespace GraphSync.Ingest;

/// <summary>Takes in files.</summary>
/// <param name="nodes">Takes endpoints.</param>
/// <param name="edges">Takes edges.</param>
/// <param name="options">How files are read.</param>
/// <param name="maxRowBytes">Longer lines are refused.</param>
/// <param name="source">The version that all edges come from; null: what each says.</param>
/// <param name="endpoints">Makes endpoints that are missing; null where a row that names one is refused.</param>
/// <remarks>Rows that cannot be read, or that a rule refuses, go to the rejects file with line and reason; all others go in.</remarks>
internal sealed class FileIngest(NodeIngest nodes, EdgeIngest edges, InputOptions options, int maxRowBytes,
    (string Id, long Number)? source, EndpointCreation? endpoints)
{
    private readonly RowShape _nodeShape = new(options, isNode: true);
    private readonly RowShape _edgeShape = new(options, isNode: false, source);

    /// <summary>What the rows' columns came to.</summary>
    public InputNotes Notes => new(Sorted(_nodeShape.Properties), Sorted(_edgeShape.Properties),
        [.. _nodeShape.Warnings.Union(_edgeShape.Warnings)]);

    /// <summary>Takes in a file of endpoints, with columns <c>id</c>, <c>kind</c>, <c>name</c> and any others.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rejects">Gets the refused rows; the caller completes it.</param>
    /// <param name="progress">Told the number of rows done so far; null for nobody.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="BadInputException">The file or its header cannot be used.</exception>
    public async Task<IngestResult> NodesAsync(string path, RejectsFile rejects, IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        var reader = new Reader<NodeRow>("node", rejects, _nodeShape, row => row.Properties,
            (row, origin) => RowParser.Node(row, origin, options.Nested));
        var result = await nodes.RunAsync(reader.ReadAsync(path, Rows(_nodeShape, "node"), cancellationToken),
            refused => rejects.AddAsync("node", refused.Row.Origin!, refused.Reason), progress, cancellationToken).ConfigureAwait(false);
        return result with { Refused = result.Refused + reader.Unreadable };
    }

    /// <summary>Takes in a file of edges, with columns <c>edge_id</c>, <c>source_id</c>, <c>relation</c>, <c>target_id</c>, and those of
    /// <see cref="EdgeRow"/> in snake_case; any others become properties.</summary>
    /// <inheritdoc cref="NodesAsync"/>
    public async Task<IngestResult> EdgesAsync(string path, RejectsFile rejects, IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        var reader = new Reader<EdgeRow>("edge", rejects, _edgeShape, row => row.Properties,
            (row, origin) => RowParser.Edge(row, origin, options.Nested, takesKinds: endpoints is not null));
        var result = await edges.RunAsync(reader.ReadAsync(path, Rows(_edgeShape, "edge"), cancellationToken),
            refused => rejects.AddAsync("edge", refused.Row.Origin!, refused.Reason), progress, cancellationToken, endpoints)
            .ConfigureAwait(false);
        return result with { Refused = result.Refused + reader.Unreadable };
    }

    private static IReadOnlyList<string> Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    private InputRows Rows(RowShape shape, string kind) => new(options, kind, maxRowBytes, shape.TakeHeader);

    /// <summary>Rows of a file that can be parsed; those that cannot go straight to the rejects file.</summary>
    private sealed class Reader<T>(string kind, RejectsFile rejects, RowShape shape,
        Func<T, IReadOnlyDictionary<string, object?>> properties, Func<InputRow, InputRow, (T Row, string? Problem)> parse)
    {
        // Of a file of JSON each row may have names of its own.
        private const int MostProperties = 1_000;

        public long Unreadable { get; private set; }

        public async IAsyncEnumerable<T> ReadAsync(string path, InputRows rows,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            shape.Begin(path);
            var keepsOthers = rejects.Replaces(path);
            await foreach (var input in rows.ReadAsync(path, cancellationToken).ConfigureAwait(false))
            {
                if (input.Elsewhere is { } other)
                {
                    // Not asked for now; but the file that it stands in is about to be replaced.
                    if (keepsOthers) await rejects.AddAsync(other.Of, input, other.Reason).ConfigureAwait(false);
                    continue;
                }
                var (row, problem) = parse(shape.Apply(input), input);
                if (problem is null)
                {
                    if (shape.Properties.Count < MostProperties) shape.Properties.UnionWith(properties(row).Keys);
                    yield return row;
                }
                else
                {
                    Unreadable++;
                    await rejects.AddAsync(kind, input, problem).ConfigureAwait(false);
                }
            }
        }
    }
}

/// <summary>What the columns of files came to.</summary>
/// <param name="NodeProperties">Columns that became properties of endpoints, sorted; at most some thousands.</param>
/// <param name="EdgeProperties">Columns that became properties of edges.</param>
/// <param name="Warnings">What may be meant otherwise.</param>
public sealed record InputNotes(IReadOnlyList<string> NodeProperties, IReadOnlyList<string> EdgeProperties, IReadOnlyList<string> Warnings);
