using GraphQueries.Reconcile;
using Support;

namespace Benchmarks;

/// <summary>A graph of edges of five types, made and read past the bridge.</summary>
internal static class FiveTypes
{
    public const int Nodes = 20_000;
    private const int PageSize = 5_000;
    public static readonly string[] Names = ["A", "B", "C", "D", "E"];

    /// <summary>Makes endpoints and edges of the version m1.</summary>
    /// <param name="bridge">Where.</param>
    /// <param name="edges">How many, over all types.</param>
    /// <param name="withIds">Whether they have edge ids, or are yet to be adopted.</param>
    public static async Task FillAsync(TestBridge bridge, int edges, bool withIds)
    {
        await AddEndpointsAsync(bridge);
        foreach (var type in Names)
        {
            await bridge.CypherAsync($$"""
                UNWIND range(0, $edges - 1) AS i
                CALL (i) {
                    MATCH (s:KgNode {id: 'n' + i % $nodes})
                    MATCH (t:KgNode {id: 'n' + (i * 7) % $nodes})
                    CREATE (s)-[:{{type}} {
                        edge_id: CASE WHEN $with_ids THEN randomUUID() END, confidence: rand(), source_artifact_id: 'm1',
                        source_version: 1, created_at: datetime(),
                        inference_input: '{"CbGaD": ' + rand() + ', "CtGaD": ' + rand() + '}'
                    }]->(t)
                } IN TRANSACTIONS OF 5000 ROWS
                """, ("edges", edges / Names.Length), ("nodes", Nodes), ("with_ids", withIds));
        }
    }

    /// <summary>Makes the endpoints n0, n1 and so on.</summary>
    public static async Task AddEndpointsAsync(TestBridge bridge)
    {
        await bridge.CypherAsync("UNWIND range(0, $n - 1) AS i CALL (i) { CREATE (:KgNode {id: 'n' + i, kind: 'Gene'}) } "
            + "IN TRANSACTIONS OF 10000 ROWS", ("n", Nodes));
        await bridge.ReplanAsync();
    }

    /// <summary>Takes away the edges of these types, and the outbox.</summary>
    public static async Task RemoveAsync(TestBridge bridge, IEnumerable<string> types)
    {
        foreach (var type in types)
            await bridge.CypherAsync($"MATCH ()-[r:{type}]->() CALL (r) {{ DELETE r }} IN TRANSACTIONS OF 10000 ROWS");
        await bridge.CypherAsync("MATCH (o:Outbox) CALL (o) { DELETE o } IN TRANSACTIONS OF 1000 ROWS");
    }

    /// <summary>Reads the mirror's columns of every edge.</summary>
    /// <returns>How many there are.</returns>
    public static async Task<long> ReadAsync(TestBridge bridge)
    {
        long edges = 0;
        foreach (var type in Names)
        {
            for (var after = ""; ;)
            {
                var page = (await bridge.Graph.ReadAsync(ReconcileQueries.Page, type,
                    new ReconcilePageParameters(after, PageSize, "KgNode"), default))[0];
                if (page.Ids.Count == 0) break;
                edges += page.Ids.Count;
                after = page.Ids[^1];
            }
        }
        return edges;
    }
}
