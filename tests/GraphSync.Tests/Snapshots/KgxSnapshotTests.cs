using GraphQueries.Presentation.Snapshots;
using GraphSync.Ingest;
using GraphSync.Ingest.Input;
using GraphSync.Tests.Rescore;
using Support;

namespace GraphSync.Tests.Snapshots;

/// <summary>KGX files that <c>ingest --preset kgx</c> takes again.</summary>
public sealed class KgxSnapshotTests(ServersFixture servers) : RescoreTest(servers)
{
    [Fact]
    public async Task Files_GoInAgain_WithTheConfidenceAndTheVersionThatGaveIt()
    {
        await Bridge.AddEdgesAsync("biolink:treats", "m1", 3, confidence: 0.8);
        await Bridge.CypherAsync("MATCH (n:KgNode) SET n.kind = 'Gene', n.name = 'a|b ' + n.id");
        await Bridge.CypherAsync("MATCH ()-[r]->() WHERE r.edge_id = 'e00001' SET r.inference_input = '{\"a\": [\"x|y\", 1]}'");
        await PromoteAsync();
        await RescoreAsync();
        var (nodes, edges) = await WriteAsync("m2");

        var header = (await File.ReadAllLinesAsync(edges, Cancellation))[0].Split('\t');
        header[..7].ShouldBe(["id", "subject", "predicate", "object", "primary_knowledge_source", "knowledge_level", "agent_type"]);
        await Bridge.CypherAsync("MATCH (n) WHERE n:KgNode OR n:RescoreDelta OR n:RescoreJob OR n:RescorePass OR n:Outbox DETACH DELETE n");
        foreach (var edgesPresent in new[] { 0, 3 })
        {
            var report = await IngestAsync(nodes, edges, QuoteRule.Refuse);
            (report.Edges.Refused, report.Nodes.Refused, report.Edges.Present).ShouldBe((0, 0, edgesPresent));
        }
        var rows = await Bridge.CypherAsync("""
            MATCH (s)-[r]->(t) WHERE r.edge_id IS NOT NULL
            RETURN r.edge_id, type(r), r.confidence, r.source_artifact_id, r.source_version, coalesce(r.provenance_unknown, false),
              r.first_attributed_to, r.agent_type, r.knowledge_level, r.primary_knowledge_source, r.inference_input, s.name, s.kind
            ORDER BY r.edge_id
            """);
        rows.Count.ShouldBe(3);
        rows[1].ShouldBe(["e00001", "biolink:treats", 0.4, "m2", 2L, false, "m1", "computational_model", "prediction", "infores:m2",
            "{\"a\": [\"x|y\", 1]}", "a|b s", "Gene"]);
    }

    [Fact]
    public async Task Files_HoldOneLineARow_WhateverStandsInIt()
    {
        const string odd = "\"a\tb\r\nc\" 'd' | \u2028 ünï";
        await Bridge.AddEdgesAsync("A", "m1", 1);
        await Bridge.AddVersionAsync("m1", "m", 1);
        await Bridge.DrainAsync(Cancellation);
        await Bridge.CypherAsync("MATCH (n:KgNode) SET n.id = n.id + $odd, n.name = $odd, n.kind = 'x|y\tz'", ("odd", odd));
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.edge_id = $odd, r.created_at = 'yesterday'", ("odd", odd));
        var (nodes, edges) = await WriteAsync("m1");

        (await File.ReadAllTextAsync(nodes, Cancellation)).Split('\n').Select(line => line.Split('\t').Length).ShouldBe([3, 3, 3, 1]);
        var lines = (await File.ReadAllTextAsync(edges, Cancellation)).Split('\n');
        lines.Length.ShouldBe(3);
        lines[1].Split('\t').Length.ShouldBe(lines[0].Split('\t').Length);
        lines[1].ShouldStartWith("\"a%09b%0D%0Ac\" 'd' | \u2028 ünï\t");

        await Bridge.CypherAsync("MATCH (n:KgNode) DETACH DELETE n");
        var report = await IngestAsync(nodes, edges, QuoteRule.None);
        var refused = Directory.GetFiles(Folder, "*.rejects.jsonl").Select(File.ReadAllText);
        (report.Edges.Refused, report.Nodes.Refused, report.Edges.Created).ShouldBe((0, 0, 1), string.Concat(refused));
    }

    private Task<IngestReport> IngestAsync(string nodes, string edges, QuoteRule quotes) => Bridge.RunAsync(new IngestRequest
    {
        NodeFiles = [nodes], EdgeFiles = [edges], Input = new InputOptions { Preset = InputPreset.Kgx, Quotes = quotes },
    }, Cancellation);

    private async Task<(string Nodes, string Edges)> WriteAsync(string version)
    {
        var (nodes, edges) = (Path.Combine(Folder, "x_nodes.tsv"), Path.Combine(Folder, "x_edges.tsv"));
        await using var first = File.Create(nodes);
        await using var second = File.Create(edges);
        await new Snapshot(Bridge.Graph, Clock).WriteKgxAsync(version, null, first, second, Cancellation);
        return (nodes, edges);
    }
}
