using System.Net;
using GraphQueries.Transport;
using GraphSync.Backfill;
using GraphSync.Rescore;
using GraphSync.Sync;
using Support;

namespace Hostile.Generator;

/// <summary>Whatever type a client gives a property of the graph, the work for all other edges is done, and pages answer.</summary>
public sealed class GraphTests(ServersFixture servers, Tally tally) : BridgeTest(servers)
{
    private static readonly string[] Values =
    [
        "1", "-1", "0.5", "0.0 / 0.0", "1.0 / 0.0", "9223372036854775807", "'x'", "''", "'0.5'", "true", "[]", "[1, 2]", "['x']",
        "date()", "time()", "localdatetime()", "datetime('+999999999-01-01T00:00:00Z')", "datetime('-0044-03-15T00:00:00Z')",
        "datetime()", "duration('P1Y')", "point({x: 1, y: 2})", "'a' + '\\u0000'", "reduce(t = '', i IN range(1, 40000) | t + '鼠')",
    ];

    private static readonly string[] EdgeProperties =
    [
        "confidence", "source_artifact_id", "source_version", "provenance_unknown", "senate_review_flag", "senate_pinned",
        "inference_input", "attribution_method", "rescored_by_artifact_id", "rescored_version", "rescored_at", "created_at", "model_id",
        "model_version", "run_id", "evidence",
    ];

    private static readonly string[] EndProperties = ["kind", "name", "id"];

    private static readonly (string Label, string[] Properties)[] Nodes =
    [
        ("ModelVersion", ["model_id", "version_number", "quality_score", "title", "scorer", "promoted_at", "created_at"]),
        ("RescoreDelta", ["seq", "pass_id", "old_confidence", "new_confidence", "delta", "class", "at"]),
        ("RescorePass", ["status", "edges", "started_at", "promotion_id"]),
        ("Outbox", ["edge_ids", "delta_ids", "edge_type", "at"]),
    ];

    [Fact]
    public async Task AllWork_IsDoneForTheOtherEdges_WhateverTheOddOnesHold()
    {
        await AddVersionsAsync();
        await Bridge.AddEdgesAsync("KG", "g1", 20, "good");
        const string edge = "-[r:KG {edge_id: $property + i, confidence: 0.5, source_artifact_id: 'g1', source_version: 1}]->(t) SET ";
        foreach (var property in EdgeProperties)
            await WriteAsync("MATCH (s:KgNode {id: 's'}), (t:KgNode {id: 't'})", "CREATE (s)" + edge, "r", property);
        foreach (var property in EndProperties)
            await WriteAsync("MATCH (t:KgNode {id: 't'})", "CREATE (s:KgNode {id: $property + i})" + edge, "s", property);
        await Bridge.PromoteAsync("good", "g1", "g2");

        await Bridge.RunAsync(new SyncRequest(Full: true), Cancellation);
        await Bridge.RunAsync(new BackfillRequest(), Cancellation);
        var report = await Bridge.RunAsync(new RescoreRequest(), Cancellation);

        report.Status.ShouldBe(RescoreStatus.Completed, report.Message);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE id LIKE 'good%' AND confidence = 0.25")).ShouldBe(20);
        await PagesShouldAnswerAsync("good");
    }

    [Fact]
    public async Task AllWork_IsDone_WhateverTheOtherNodesHold()
    {
        await AddVersionsAsync();
        await Bridge.AddEdgesAsync("KG", "g1", 20, "good");
        await Bridge.PromoteAsync("good", "g1", "g2");
        foreach (var (label, properties) in Nodes)
        {
            foreach (var property in properties)
                await WriteAsync("", $"CREATE (n:{label} {{id: $property + i}}) SET ", "n", property);
        }

        await Bridge.RunAsync(new SyncRequest(Full: true), Cancellation);
        var report = await Bridge.RunAsync(new RescoreRequest(), Cancellation);

        report.Status.ShouldBe(RescoreStatus.Completed, report.Message);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE id LIKE 'good%' AND confidence = 0.25")).ShouldBe(20);
        await PagesShouldAnswerAsync("good");
    }

    /// <summary>Gives a property of a new element each value. An index of the graph's takes none of more than some 8,000 bytes: the client
    /// is refused then, and nothing is there.</summary>
    private async Task WriteAsync(string match, string create, string variable, string property)
    {
        foreach (var values in new[] { Values[..^1], Values[^1..] })
        {
            try
            {
                await Bridge.CypherAsync($"{match} WITH *, [{string.Join(", ", values)}] AS values UNWIND range(0, size(values) - 1) AS i "
                    + $"{create} {variable}.{property} = values[i]", ("property", $"{property} {values.Length} "));
                tally.Add(values.Length);
            }
            catch (GraphException e) when (e.Message.StartsWith("Property value is too large to index", StringComparison.Ordinal)) { }
        }
    }

    private async Task AddVersionsAsync()
    {
        await Bridge.AddVersionAsync("g1", "g", 1, quality: 1);
        await Bridge.AddVersionAsync("g2", "g", 2, quality: 0.5);
    }

    private async Task PagesShouldAnswerAsync(string promotion)
    {
        await using var server = await RunningServer.StartAsync(Bridge, cancellationToken: Cancellation);
        string[] pages = ["/", "/review", "/models/g1", "/models/g2", "/models/g2/widget", $"/promotions/{promotion}", "/health/ready"];
        foreach (var page in pages)
        {
            using var answer = await server.Http.GetAsync(page, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{page}: {await answer.Content.ReadAsStringAsync(Cancellation)}");
        }
    }
}
