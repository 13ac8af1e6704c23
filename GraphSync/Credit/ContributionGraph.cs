using GraphQueries.Credit;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Credit;

/// <summary>
/// Derives the contribution graph below a version from PostgreSQL, inside a transaction of the graph. What the user has written there
/// is kept: relationships, weights, and owners of what PostgreSQL does not name one for.
/// </summary>
internal sealed class ContributionGraph(NpgsqlDataSource postgres, string job, long epoch)
{
    // All rows of a version must go together; a version has few.
    private const int VersionsPerStatement = 500;

    /// <summary>Derives all that <paramref name="seed"/> rests on and reads it, user-written relationships included.</summary>
    /// <returns>Every contribution that can be reached, in the order of kind and id.</returns>
    /// <exception cref="UnpayableException">Something that a version names does not exist, or cannot be kept.</exception>
    public async Task<IReadOnlyList<ReachableContributionRow>> BelowAsync(GraphTransaction graph, string seed,
        CancellationToken cancellationToken)
    {
        var derived = new HashSet<string>(StringComparer.Ordinal);
        string[] next = [seed];
        while (true)
        {
            var lineage = await Lineage.ReadAsync(postgres, next, cancellationToken).ConfigureAwait(false);
            if (derived.Count == 0 && !lineage.Has(seed)) throw UnpayableException.Waits($"the model version '{seed}' does not exist");
            if ((lineage.Fault() ?? lineage.Missing()) is { } reason) throw UnpayableException.Waits(reason);
            await DeriveAsync(graph, lineage).ConfigureAwait(false);
            derived.UnionWith(next);
            derived.UnionWith(lineage.Ids);
            var reachable = await graph.RunAsync(CreditQueries.Reachable, new ReachableParameters(seed)).ConfigureAwait(false);
            // A relationship of the user's may lead to versions that PostgreSQL knows more about.
            next = [.. reachable.Where(c => c is { Kind: "ModelVersion", Id: not null }).Select(c => c.Id!)
                .Except(derived, StringComparer.Ordinal)];
            if (next.Length == 0)
                return [.. reachable.OrderBy(c => c.Kind, StringComparer.Ordinal).ThenBy(c => c.Id, StringComparer.Ordinal)];
        }
    }

    private async Task DeriveAsync(GraphTransaction graph, Lineage lineage)
    {
        foreach (var versions in lineage.Contributions().GroupBy(c => c.Version ?? c.Id).Chunk(VersionsPerStatement))
        {
            // Versions first: relationships start at them.
            List<Contribution> rows = [.. versions.SelectMany(v => v).OrderBy(c => c.Version is not null)];
            var made = await graph.RunAsync(CreditQueries.Derive, new DeriveParameters(job, epoch,
                [.. rows.Select(r => r.Version)], [.. rows.Select(r => r.Role)], [.. rows.Select(r => r.Kind)], [.. rows.Select(r => r.Id)],
                [.. rows.Select(r => r.Owner)], [.. rows.Select(r => r.ModelId)], [.. rows.Select(r => r.Number)])).ConfigureAwait(false);
            if (made.Count == 0) throw new Leases.LeaseLostException(job, epoch, null);
        }
    }
}
