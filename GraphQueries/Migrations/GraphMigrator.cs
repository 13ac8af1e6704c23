using System.Security.Cryptography;
using System.Text;
using GraphQueries.Catalogue;
using GraphQueries.Client;
using GraphQueries.EdgeTypes;
using GraphQueries.Transport;

namespace GraphQueries.Migrations;

/// <summary>
/// Applies <c>cypher/migrations</c> in order, once each, and makes the endpoints' key and the registered types' schema. Repeatable;
/// statements are idempotent, so that two at once, or one after a crash, end in the same schema.
/// </summary>
internal sealed class GraphMigrator
{
    private readonly GraphClient _graph;
    private readonly EdgeTypeRegistry _types;
    private readonly TimeProvider _time;
    private readonly IEnumerable<KeyValuePair<string, string>> _files;

    /// <summary>Migrates <paramref name="graph"/> with the files that this library carries.</summary>
    public GraphMigrator(GraphClient graph, EdgeTypeRegistry types, TimeProvider time)
        : this(graph, types, time, CypherCatalogue.Default.Files("migrations")) { }

    /// <param name="graph">What is migrated.</param>
    /// <param name="types">Its edge types.</param>
    /// <param name="time">Stamps the record.</param>
    /// <param name="files">Path below <c>cypher/</c> without ending, and text, in the order in which they apply.</param>
    internal GraphMigrator(GraphClient graph, EdgeTypeRegistry types, TimeProvider time, IEnumerable<KeyValuePair<string, string>> files) =>
        (_graph, _types, _time, _files) = (graph, types, time, files);

    /// <summary>Applies what is missing.</summary>
    /// <returns>The files applied by this call, in order.</returns>
    /// <exception cref="InvalidOperationException">An applied file has been changed since.</exception>
    /// <exception cref="GraphException">With <see cref="GraphCodes.ConstraintCreationFailed"/> when two endpoints have the same
    /// key.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        await _types.CreateMigrationSchemaAsync(cancellationToken).ConfigureAwait(false);
        var applied = await AppliedAsync(cancellationToken).ConfigureAwait(false);
        List<string> done = [];
        foreach (var (path, text) in _files)
        {
            var version = path["migrations/".Length..];
            var checksum = Checksum(text);
            if (!applied.TryGetValue(version, out var known))
            {
                await ApplyAsync(version, checksum, text, cancellationToken).ConfigureAwait(false);
                done.Add(version);
            }
            else if (known != checksum)
            {
                throw new InvalidOperationException(
                    $"cypher/migrations/{version}.cypher was changed after it had been applied to this graph: "
                    + "restore it and add a new migration.");
            }
        }
        await _types.CreateEndpointSchemaAsync(cancellationToken).ConfigureAwait(false);
        await _types.CreateEdgeIdSchemaAsync(cancellationToken).ConfigureAwait(false);
        await _types.LoadAsync(cancellationToken).ConfigureAwait(false);
        await _types.CreateSchemasAsync(_graph.Schema.Types, inTheWay: null, cancellationToken).ConfigureAwait(false);
        await _types.AwaitIndexesAsync(cancellationToken).ConfigureAwait(false);
        return done;
    }

    /// <summary>SHA-256 in lower-case hex. A checkout that changes line ends leaves it as it is; a comment counts.</summary>
    internal static string Checksum(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))));

    private async Task<Dictionary<string, string>> AppliedAsync(CancellationToken cancellationToken)
    {
        var rows = await _graph.ReadAsync(MigrationQueries.Applied, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Version, row => row.Checksum, StringComparer.Ordinal);
    }

    private async Task ApplyAsync(string version, string checksum, string text, CancellationToken cancellationToken)
    {
        foreach (var statement in CypherCatalogue.SplitScript(text))
            await _types.RunSchemaAsync(statement, cancellationToken).ConfigureAwait(false);
        var record = new RecordMigrationParameters(version, checksum, _time.GetUtcNow());
        await _graph.WriteAsync(MigrationQueries.Record, record, cancellationToken).ConfigureAwait(false);
    }
}
