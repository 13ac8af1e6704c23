using System.Text.Json;
using GraphQueries.Presentation.Snapshots;
using GraphSync.Credit;
using GraphSync.Review;
using GraphSync.Rescore;
using GraphSync.Tests.Rescore;
using Support;

namespace GraphSync.Tests.Snapshots;

/// <summary>The chain of an edge in PROV-JSON: states, versions, and who is behind them.</summary>
public sealed class ProvSnapshotTests(ServersFixture servers) : RescoreTest(servers)
{
    [Fact]
    public async Task Prov_LeadsFromTheEdgeToItsStatesVersionsAndAgents()
    {
        var early = await ArrangeAsync();

        var prov = await ProvAsync(null);

        States(prov).ShouldBe(["0.8", "0.4", "0.8"]);
        prov.GetProperty("entity").GetProperty("edge:e00000").GetProperty("gp:confidence").GetProperty("$").GetString().ShouldBe("0.8");
        Pairs(prov, "specializationOf", "prov:specificEntity", "prov:generalEntity")
            .ShouldBe(["edge:e00000#0 edge:e00000", "edge:e00000#1 edge:e00000", "edge:e00000#2 edge:e00000"]);
        Pairs(prov, "wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity").ShouldBe(
        [
            "edge:e00000 version:m1", "edge:e00000#1 edge:e00000#0", "edge:e00000#2 edge:e00000#1",
            "version:m1 dataset:d%201", "version:m2 dataset:d%201", "version:m2 version:m1",
        ]);
        Pairs(prov, "used", "prov:activity", "prov:entity").ShouldBe(
        [
            "activity:edge/e00000#0 version:m1", "activity:edge/e00000#1 edge:e00000#0", "activity:edge/e00000#1 version:m2",
            "activity:edge/e00000#2 edge:e00000#1", "activity:edge/e00000#2 version:m2", "activity:evaluation/m2 benchmark:b1",
            "activity:evaluation/m2 version:m2",
        ]);
        Pairs(prov, "wasAttributedTo", "prov:entity", "prov:agent").ShouldBe(
        [
            "benchmark:b1 agent:ben", "dataset:d%201 agent:cora", "edge:e00000 version:m1", "evalrun:p1 agent:rui",
            "version:m1 agent:tess", "version:m2 agent:tess",
        ]);
        Pairs(prov, "wasGeneratedBy", "prov:entity", "prov:activity").ShouldContain("evalrun:p1 activity:evaluation/m2");
        prov.GetProperty("activity").GetProperty("activity:edge/e00000#2").GetProperty("gp:class").GetString().ShouldBe("restored");

        var then = await ProvAsync(early);
        States(then).ShouldBe(["0.8", "0.4"]);
        then.GetProperty("entity").GetProperty("edge:e00000").GetProperty("gp:confidence").GetProperty("$").GetString().ShouldBe("0.4");
    }

    /// <summary>An edge that was inserted, rescored and restored; gives the time between the last two.</summary>
    private async Task<DateTimeOffset> ArrangeAsync()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await Bridge.AddVersionAsync("m2", "m", 2, null, 0.5, "m1");
        await Bridge.SqlAsync("""
            INSERT INTO datasets (id, created_by) VALUES ('d 1', 'cora');
            INSERT INTO artifacts (id, artifact_type, created_by) VALUES ('b1', 'benchmark', 'ben');
            UPDATE model_versions SET trained_by = 'tess', eval_dataset_artifact_id = 'd 1';
            UPDATE model_versions SET benchmark_id = 'b1' WHERE artifact_id = 'm2';
            INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata) VALUES
              ('p1', 'model_version_promoted', 'm2',
               '{"parent_artifact_id": "m1", "child_artifact_id": "m2", "eval_runner": "rui"}')
            """);
        await RescoreAsync();
        var early = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));
        await Bridge.RunAsync(new ReviewRequest("e00000", ReviewDecision.Restore), Cancellation);
        await Bridge.RunAsync(new CreditRequest(), Cancellation);
        return early;
    }

    private async Task<JsonElement> ProvAsync(DateTimeOffset? asOf)
    {
        using var output = new MemoryStream();
        (await new Snapshot(Bridge.Graph, Clock).WriteAsync("m2", SnapshotFormat.Prov, asOf, output, Cancellation)).ShouldBe(1);
        return JsonSerializer.Deserialize<JsonElement>(output.ToArray());
    }

    private static IEnumerable<string?> States(JsonElement prov) => prov.GetProperty("entity").EnumerateObject()
        .Where(entity => entity.Name.Contains('#'))
        .Select(entity => entity.Value.GetProperty("gp:confidence").GetProperty("$").GetString());

    private static string[] Pairs(JsonElement prov, string relation, string from, string to) =>
    [
        .. prov.GetProperty(relation).EnumerateObject()
            .Select(record => $"{record.Value.GetProperty(from)} {record.Value.GetProperty(to)}").Order(StringComparer.Ordinal),
    ];
}
