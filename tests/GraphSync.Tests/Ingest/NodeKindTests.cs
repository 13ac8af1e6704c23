using System.Text.Json;
using GraphQueries.Language;
using GraphSync.Import;
using GraphSync.Ingest;
using Support;

namespace GraphSync.Tests.Ingest;

/// <summary>One id is one entity: a row that says another kind than the endpoint has is refused, and the first stays.</summary>
public sealed class NodeKindTests(ServersFixture servers) : IngestTest(servers)
{
    [Fact]
    public async Task RunAsync_RefusesTheLaterRow_WhenOneFileHasTheIdTwice()
    {
        var file = await WriteAsync("nodes.tsv",
            "id\tkind\tname\tnote\n4899\tgene/protein\tNRF1\tx\nother\tanatomy\tlung\ty\n4899\tanatomy\tpanniculus\tz\n");

        (await NodesAsync(file)).ShouldBe(new IngestResult(2, 0, 1));

        (await NodeAsync("4899")).ShouldBe(["gene/protein", "NRF1", "x"]);
        var reject = (await File.ReadAllLinesAsync(file + ".rejects.jsonl", Cancellation)).ShouldHaveSingleItem();
        using var entry = JsonDocument.Parse(reject);
        entry.RootElement.GetProperty("line").GetInt64().ShouldBe(4);
        entry.RootElement.GetProperty("of").GetString().ShouldBe("node");
        entry.RootElement.GetProperty("reason").GetString().ShouldBe("the id '4899' is a gene/protein ('NRF1') already, and this row says "
            + "anatomy: give each its own id, as by --map 'id={kind}:{id}'");
        (await NodesAsync(file)).ShouldBe(new IngestResult(0, 2, 1));
    }

    [Fact]
    public async Task RunAsync_RefusesTheRow_WhenTheGraphHasTheIdAlready()
    {
        await NodesAsync(await WriteAsync("one.tsv", "id\tkind\n4899\tgene/protein\n"));

        (await NodesAsync(await WriteAsync("two.tsv", "id\tkind\tname\n4899\tanatomy\tpanniculus\n"))).ShouldBe(new IngestResult(0, 0, 1));

        (await NodeAsync("4899")).ShouldBe(["gene/protein", null, null]);
        (await File.ReadAllTextAsync(Path.Combine(Folder, "two.tsv.rejects.jsonl"), Cancellation))
            .ShouldContain("is a gene/protein already, and this row says anatomy");
    }

    [Fact]
    public async Task RunAsync_RefusesTheRow_WhenTheOtherIsBatchesBefore()
    {
        NodeRow[] rows = [Node("x", "gene"), .. Enumerable.Range(0, 4_500).Select(i => Node($"n{i}", "gene")), Node("x", "anatomy")];

        (await NodesAsync(rows)).Result.ShouldBe(new IngestResult(4_501, 0, 1));

        (await NodeAsync("x"))[0].ShouldBe("gene");
    }

    [Fact]
    public async Task RunAsync_TakesTheRow_WhenARowOrTheNodeHasNoKind()
    {
        await Bridge.CypherAsync("CREATE (:KgNode {id: 'bare', name: 'old'}), (:KgNode {id: 'odd', kind: [1, 2]})");

        var (result, _) = await NodesAsync(Node("bare", null, "new"), Node("bare", "gene"), Node("bare", null, "newest"), Node("odd", "x"),
            Node("a", null, "thing"));

        result.ShouldBe(new IngestResult(0, 5, 0));
        (await NodeAsync("bare")).ShouldBe(["gene", "newest", null]);
        (await NodeAsync("odd"))[0].ShouldBe("x");
        (await NodeAsync("a")).ShouldBe(["Thing", "thing", null]);
    }

    [Fact]
    public async Task RunAsync_DecidesRowsInTheirOrder_WhenABatchHasAnIdOften()
    {
        await Bridge.CypherAsync("CREATE (:KgNode {id: 'y', kind: 'anatomy'})");

        var (result, reasons) = await NodesAsync(
            Node("x", null, "one"), Node("x", "gene", "two"), Node("x", "anatomy", "three"), Node("x", "gene", "four"),
            Node("x", "Gene", "five"),
            Node("y", "gene", "one"), Node("y", "anatomy", "two"), Node("y", "gene", "three"));

        result.ShouldBe(new IngestResult(1, 3, 4));
        (await NodeAsync("x")).ShouldBe(["gene", "four", null]);
        (await NodeAsync("y")).ShouldBe(["anatomy", "two", null]);
        reasons.Keys.ShouldBe(["three of x", "five of x", "one of y", "three of y"]);
        reasons["three of x"].ShouldContain("is a gene ('two') already, and this row says anatomy");
        reasons["five of x"].ShouldContain("is a gene ('four') already, and this row says Gene");
    }

    [Fact]
    public async Task RunAsync_SeesTheKind_ThatAnotherIngestGivesMeanwhile()
    {
        await Bridge.CypherAsync("CREATE (:KgNode {id: 'x'})");
        Task<(IngestResult Result, Dictionary<string, string> Reasons)>? running = null;

        await Bridge.Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement("MATCH (n:KgNode {id: 'x'}) SET n.kind = 'gene'"));
            running ??= NodesAsync(Node("x", "anatomy"));
            await Until.TrueAsync(async () => running.IsCompleted || await Bridge.CypherValueAsync<long>(
                "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)") > 0, "it waits for the lock",
                Cancellation);
            return 0;
        }, TimeSpan.FromMinutes(5), Cancellation);

        (await running!).Result.ShouldBe(new IngestResult(0, 0, 1));
        (await NodeAsync("x"))[0].ShouldBe("gene");
    }

    [Fact]
    public async Task RunAsync_GivesEachIdOneKind_WhenTwoIngestAtOnce()
    {
        NodeRow[] Rows(string kind) => [.. Enumerable.Range(0, 3_000).Select(i => Node($"n{i}", kind, kind))];

        var results = await Task.WhenAll(NodesAsync(Rows("gene")), NodesAsync(Rows("anatomy")));

        results.Sum(one => one.Result.Refused).ShouldBe(3_000);
        (await Bridge.CypherValueAsync<long>("MATCH (n:KgNode) WHERE n.name <> n.kind RETURN count(n)")).ShouldBe(0);
    }

    /// <summary>a is a Thing; x and y come with the edges.</summary>
    [Fact]
    public async Task Edges_AreRefused_WhenTheySayAnotherKindThanTheirEndpointHas()
    {
        const string header = "edge_id\tsource_id\trelation\ttarget_id\tsource_type\ttarget_type\n";
        var one = await WriteAsync("one.tsv", header + "1\tx\tR\ty\tgene\tanatomy\n2\tx\tR\ty\tanatomy\tanatomy\n"
            + "3\ty\tR\tx\t\tgene\n4\tx\tR\ty\tgene\tgene\n5\tx\tR\ty\tGene\t\n6\ta\tR\tx\tgene\tgene\n7\ta\tR\ta\t\t\n");
        var two = await WriteAsync("two.tsv", header + "8\ty\tR\tx\tanatomy\tgene\n9\ty\tR\tx\tgene\tgene\n10\tz\tR\tz\tgene\tanatomy\n");
        var request = new IngestRequest { EdgeFiles = [one, two], CreateEndpoints = true };

        (await Bridge.RunAsync(request, Cancellation)).Edges.ShouldBe(new IngestResult(4, 0, 6));
        (await Bridge.RunAsync(request, Cancellation)).Edges.ShouldBe(new IngestResult(0, 4, 6));

        (await Bridge.CypherAsync("MATCH ()-[r]->() RETURN r.edge_id ORDER BY toInteger(r.edge_id)")).Select(row => row[0])
            .ShouldBe(["1", "3", "7", "8"]);
        (await Bridge.CypherAsync("MATCH (n:KgNode) WHERE n.id IN ['a', 'x', 'y'] RETURN n.kind ORDER BY n.id")).Select(row => row[0])
            .ShouldBe(["Thing", "gene", "anatomy"]);
        (await File.ReadAllTextAsync(two + ".rejects.jsonl", Cancellation)).ShouldContain(
            "the source_id 'y' is a anatomy already, and this row says gene: give each its own id, as by");
    }

    [Fact]
    public async Task Import_LeavesTheKind_WhenTheTableSaysAnother()
    {
        await Bridge.SqlAsync("""
            INSERT INTO kg_edges (id, source_id, source_type, relation, target_id, target_type, confidence) VALUES
              ('e', 'a', 'Gene', 'R', 'b', 'Gene', 0.5)
            """);
        (await Bridge.RunAsync(new ImportRequest { RejectsFile = Path.Combine(Folder, "rejects.jsonl") }, Cancellation)).Created
            .ShouldBe(1);
        (await NodeAsync("a"))[0].ShouldBe("Thing");
    }

    private static NodeRow Node(string id, string? kind, string? name = null) => new() { Id = id, Kind = kind, Name = name };

    private async Task<IngestResult> NodesAsync(string file) =>
        (await Bridge.RunAsync(new IngestRequest { NodeFiles = [file] }, Cancellation)).Nodes;

    /// <summary>Counts, and the reasons by name and id.</summary>
    private async Task<(IngestResult Result, Dictionary<string, string> Reasons)> NodesAsync(params NodeRow[] rows)
    {
        Dictionary<string, string> reasons = [];
        var result = await Bridge.Get<NodeIngest>().RunAsync(rows.ToAsyncEnumerable(), refused =>
        {
            reasons[$"{refused.Row.Name} of {refused.Row.Id}"] = refused.Reason;
            return Task.CompletedTask;
        }, null, Cancellation);
        return (result, reasons);
    }

    private async Task<IReadOnlyList<object?>> NodeAsync(string id) =>
        (await Bridge.CypherAsync("MATCH (n:KgNode {id: $id}) RETURN n.kind, n.name, n.note", ("id", id)))[0];
}
