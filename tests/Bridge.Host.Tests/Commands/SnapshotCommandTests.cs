using System.Text.Json;
using System.Xml.Linq;
using Bridge.Host.Tests.Widget;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

public sealed class SnapshotCommandTests(ServersFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshot_HoldsAllEdges_AsJsonAndGraphMl()
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        await bridge.AddEdgesAsync("TREATS", "v", 2_345, "t", 0.123456789012345);
        await bridge.AddEdgesAsync("BINDS", "u", 7, "b");
        await bridge.CypherAsync("MATCH ()-[r:BINDS]->() SET r.rescored_by_artifact_id = 'v'");

        var json = JsonSerializer.Deserialize<JsonElement>((await RunAsync(bridge, "v", "--format", "json")).Output);
        var graphml = XDocument.Parse((await RunAsync(bridge, "v", "--format", "graphml")).Output);

        json.GetProperty("edge_count").GetInt64().ShouldBe(2_352);
        var edges = json.GetProperty("edges").EnumerateArray().ToList();
        edges.Select(edge => edge.GetProperty("edge_id").GetString()).Distinct().Count().ShouldBe(2_352);
        edges[^1].GetProperty("confidence").GetDouble().ShouldBe(0.123456789012345);
        var ns = graphml.Root!.Name.Namespace;
        graphml.Descendants(ns + "edge").Count().ShouldBe(2_352);
        graphml.Descendants(ns + "node").Count().ShouldBe(2);
    }

    [Fact]
    public async Task Snapshot_StaysWellFormed_WhateverTheLabels()
    {
        await using var bridge = await HostileGraph.CreateAsync(servers);
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "page.html");

        var written = JsonSerializer.Deserialize<JsonElement>((await RunAsync(bridge, HostileGraph.Version, "--out", file, "--format", "html", "--json")).Output);
        var json = JsonSerializer.Deserialize<JsonElement>((await RunAsync(bridge, HostileGraph.Version, "--json")).Output);
        XDocument.Parse((await RunAsync(bridge, HostileGraph.Version, "--format", "graphml")).Output);
        var mermaid = (await RunAsync(bridge, HostileGraph.Version, "--format", "mermaid")).Output;

        written.GetProperty("edges").GetInt64().ShouldBe(20);
        Markup.Page(await File.ReadAllTextAsync(file, Cancellation)).QuerySelectorAll("figure.gpw").Length.ShouldBe(1);
        json.GetProperty("edges").GetArrayLength().ShouldBe(HostileGraph.Names.Length);
        mermaid.Split('\n').Skip(2).ShouldAllBe(line => System.Text.RegularExpressions.Regex.IsMatch(line, "^$|^  n\\d+(\\[\"[^\"<>`\\[\\]{}]*\"\\]| -(->|\\.->)\\|\"[^\"<>`|{}]*\"\\| n\\d+)$"));
    }

    [Fact]
    public async Task Snapshot_FailsInOneLineAndWritesNothing_WhenTheVersionIsUnknown()
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "page.html");

        var end = await RunAsync(bridge, "nobody", "--out", file);

        end.ExitCode.ShouldBe(1);
        end.Error.Trim().ShouldBe("bridge snapshot: The graph knows no model version 'nobody': give the id of its row in model_versions, and run sync if the row is new.");
        Directory.GetFiles(Path.GetDirectoryName(file)!).ShouldBeEmpty();
    }

    private static Task<BridgeResult> RunAsync(TestBridge bridge, params string[] arguments) =>
        BridgeProcess.RunAsync(["snapshot", .. arguments], bridge.Variables.ToDictionary(pair => pair.Key, pair => (string?)pair.Value), cancellation: Cancellation);
}
