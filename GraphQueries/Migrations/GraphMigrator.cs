using System.Security.Cryptography;
using System.Text;

namespace GraphQueries.Migrations;

/// <summary>
/// Applies <c>cypher/migrations</c> in order, once each, and makes the endpoints' key and the registered types' schema. Repeatable;
/// statements are idempotent, so that two at once, or one after a crash, end in the same schema.
/// </summary>
public sealed class GraphMigrator(GraphClient graph, EdgeTypeRegistry types, TimeProvider time)
{
    /// <summary>Applies what is missing.</summary>
    /// <returns>The files applied by this call, in order.</returns>
    /// <exception cref="InvalidOperationException">An applied file has been changed since, or the endpoints' key is doubled.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        var rows = await graph.ReadAsync(MigrationQueries.Applied, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        var applied = rows.ToDictionary(row => row.Version, row => row.Checksum, StringComparer.Ordinal);
        List<string> done = [];
        foreach (var (path, text) in CypherCatalogue.Default.Files("migrations"))
        {
            var version = path["migrations/".Length..];
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            if (!applied.TryGetValue(version, out var known))
            {
                await ApplyAsync(version, checksum, text, cancellationToken).ConfigureAwait(false);
                done.Add(version);
            }
            else if (known != checksum)
            {
                throw new InvalidOperationException(
                    $"cypher/migrations/{version}.cypher was changed after it had been applied to this graph: restore it and add a new migration.");
            }
        }
        await types.CreateEndpointSchemaAsync(cancellationToken).ConfigureAwait(false);
        await types.LoadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var type in graph.Schema.Types) await types.CreateSchemaAsync(type, cancellationToken).ConfigureAwait(false);
        await types.AwaitIndexesAsync(cancellationToken).ConfigureAwait(false);
        return done;
    }

    private async Task ApplyAsync(string version, string checksum, string text, CancellationToken cancellationToken)
    {
        foreach (var statement in CypherCatalogue.SplitScript(text))
            await graph.Graph.WriteAsync(transaction => transaction.RunAsync(new CypherStatement(statement)), null, cancellationToken).ConfigureAwait(false);
        await graph.WriteAsync(MigrationQueries.Record, new MigrationRecord(version, checksum, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
    }
}
