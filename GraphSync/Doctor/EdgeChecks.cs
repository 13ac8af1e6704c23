using GraphQueries.Adopt;
using GraphQueries.Catalogue;
using GraphQueries.Doctor;
using GraphQueries.EdgeTypes;

namespace GraphSync.Doctor;

/// <summary>Whether every edge is known by one id, says which version made it, and has the confidence that it needs. Each check reads
/// the edges once, in the graph, and brings back a row a type at most.</summary>
internal sealed class EdgeChecks(GraphClient graph, EdgeTypeRegistry types)
{
    private const int PageSize = 100_000;

    public IEnumerable<Check> All =>
    [
        new("edge_types", Looks.AtNeo4j, TypesAsync),
        new("edge_ids", Looks.AtNeo4j, IdsAsync),
        new("doubled_ids", Looks.AtNeo4j, DoubledAsync),
        new("real_versions", Looks.AtNeo4j, stop => FaultsAsync(DoctorQueries.UnrealVersions, "every attributed edge names a real version",
            "name a version that is not real, by id or by number",
            "Insert that row of model_versions and run sync; or correct source_artifact_id and source_version, or set both to null and "
            + "provenance_unknown to true, and run reconcile, which mirrors them.", stop)),
        new("attribution", Looks.AtNeo4j, stop => FaultsAsync(DoctorQueries.Unattributed,
            "every edge that a model made is attributed or marked as unknown", "that a model made are neither attributed nor unknown",
            "Run backfill, which finds their versions or marks them.", stop)),
        new("confidence", Looks.AtNeo4j, stop => FaultsAsync(DoctorQueries.Confidences, "every edge has the confidence that it needs",
            "have no confidence that need one, or one that is no number from 0 to 1",
            "Set a confidence from 0 to 1 on each, and run reconcile, which mirrors it.", stop)),
    ];

    private async Task<Finding> TypesAsync(CancellationToken cancellationToken)
    {
        var found = await types.UnregisteredAsync(cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? Finding.Ok($"{graph.Schema.Types.Count} are registered, and no other has an edge_id")
            : Finding.Failed($"{found.Count} types have edges with an edge_id and are not registered",
                "Run adopt with these types, or remove edge_id from their relationships.",
                found.Select(type => Example(type.EdgeType, type.Edges, type.First)));
    }

    private async Task<Finding> IdsAsync(CancellationToken cancellationToken)
    {
        var all = await graph.ReadAsync(DoctorQueries.Counts, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        var known = await graph.ReadWholeAsync(DoctorQueries.Totals, graph.Schema.Types, NoParameters.Instance, cancellationToken)
            .ConfigureAwait(false);
        var edges = all.Sum(row => row.Edges);
        if (edges <= known.Sum(row => row.Edges)) return Finding.Ok($"all {edges:N0} edges have one");
        var byType = known.ToDictionary(row => row.EdgeType, row => row.Edges, StringComparer.Ordinal);
        List<string> found = [];
        foreach (var type in graph.Schema.Types)
        {
            var count = await graph.ReadAsync(AdoptQueries.Count, type, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
            if (count[0].Edges <= byType.GetValueOrDefault(type)) continue;
            var without = (await graph.ReadAsync(DoctorQueries.WithoutId, type, NoParameters.Instance, cancellationToken)
                .ConfigureAwait(false))[0];
            if (without.Edges > 0) found.Add(Example(type, without.Edges, without.First));
        }
        // Edges that were written between the two counts have been counted once.
        return found.Count == 0 ? Finding.Ok($"all {edges:N0} edges have one")
            : Finding.Failed($"edges of {found.Count} types have no text as edge_id, and so nobody sees them",
                "Run adopt with these types, which gives ids.", found);
    }

    private async Task<Finding> DoubledAsync(CancellationToken cancellationToken)
    {
        // A type has an id once where its constraint stands, so that a page goes on beyond its first id.
        var limit = Math.Max(PageSize, 2 * graph.Schema.Types.Count);
        var isOnePage = (await graph.GroupTypesAsync(limit, cancellationToken).ConfigureAwait(false)).Count == 1;
        HashSet<string> found = new(StringComparer.Ordinal);
        var (doubled, from) = (0L, "");
        while (true)
        {
            var page = await DoubledPageAsync(new DoubledIdsParameters(from, limit), isOnePage, cancellationToken).ConfigureAwait(false);
            doubled += page.Doubled;
            if (found.Count < Finding.Shown) found.UnionWith(page.Examples);
            if (page.Edges < limit) break;
            if (page.Last == from)
            {
                return Finding.Failed($"edge id {Excerpt.Start(from, 60)} stands {limit:N0} times or more",
                    "Give each edge an edge_id of its own, then run migrate, which makes the constraint that is missing.");
            }
            from = page.Last!;
        }
        return doubled == 0 ? Finding.Ok("no id stands in two types")
            : Finding.Failed($"{doubled:N0} edge ids stand in several types, of which the mirror can hold one",
                "Give all but one of each another edge_id, and run reconcile.", found);
    }

    /// <summary>A page is read in the order of each type's index, or by one scan, which reads all edges for each page.</summary>
    private async Task<DoubledIdsRow> DoubledPageAsync(DoubledIdsParameters asked, bool byOneScan, CancellationToken cancellationToken) =>
        (byOneScan
            ? await graph.ReadWholeAsync(DoctorQueries.DoubledIds, graph.Schema.Types, asked, cancellationToken).ConfigureAwait(false)
            : await graph.ReadAsync(DoctorQueries.DoubledIds, asked, cancellationToken).ConfigureAwait(false))[0];

    private async Task<Finding> FaultsAsync(CypherQuery<NoParameters, FaultyEdgesRow> query, string fine, string fault, string remedy,
        CancellationToken cancellationToken)
    {
        var rows = await graph.ReadWholeAsync(query, graph.Schema.Types, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? Finding.Ok(fine) : Finding.Failed($"{rows.Sum(row => row.Edges):N0} edges {fault}", remedy,
            rows.Select(row => $"{row.EdgeType}: {row.Edges:N0} edges, {row.First}{(row.Edges > 1 ? $" to {row.Last}" : "")}"));
    }

    private static string Example(string type, long edges, string? first) => $"{type}: {edges:N0} edges, such as {first}";
}
