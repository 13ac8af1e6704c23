using System.Text.Json;
using System.Xml.Linq;
using Bridge.Host.Tests.Widget;
using GraphSync.Postgres;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

public sealed class SnapshotCommandTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Snapshot_HoldsAllEdges_AsJsonAndGraphMl()
    {
        await Bridge.AddEdgesAsync("TREATS", "v", 2_345, "t", 0.123456789012345);
        await Bridge.AddEdgesAsync("BINDS", "u", 7, "b");
        await Bridge.CypherAsync("MATCH ()-[r:BINDS]->() SET r.rescored_by_artifact_id = 'v'");

        var json = JsonSerializer.Deserialize<JsonElement>((await RunAsync("v", "--format", "json")).Output);
        var graphml = XDocument.Parse((await RunAsync("v", "--format", "graphml")).Output);

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
        await HostileGraph.FillAsync(Bridge);
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "page.html");

        var page = await RunAsync(HostileGraph.Version, "--out", file, "--format", "html", "--json");
        var written = JsonSerializer.Deserialize<JsonElement>(page.Output);
        var json = JsonSerializer.Deserialize<JsonElement>((await RunAsync(HostileGraph.Version, "--json")).Output);
        XDocument.Parse((await RunAsync(HostileGraph.Version, "--format", "graphml")).Output);
        var mermaid = (await RunAsync(HostileGraph.Version, "--format", "mermaid")).Output;

        written.GetProperty("edges").GetInt64().ShouldBe(20);
        Markup.Page(await File.ReadAllTextAsync(file, Cancellation)).QuerySelectorAll("figure.gpw").Length.ShouldBe(1);
        json.GetProperty("edges").GetArrayLength().ShouldBe(HostileGraph.Names.Length);
        const string node = """\["[^"<>`\[\]{}]*"\]""";
        const string edge = """ -(->|\.->)\|"[^"<>`|{}]*"\| n\d+""";
        mermaid.Split('\n').Skip(2)
            .ShouldAllBe(line => System.Text.RegularExpressions.Regex.IsMatch(line, $@"^$|^  n\d+({node}|{edge})$"));
    }

    [Fact]
    public async Task Snapshot_FailsInOneLineAndWritesNothing_WhenTheVersionIsUnknown()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "page.html");

        var end = await RunAsync("nobody", "--out", file);

        end.ExitCode.ShouldBe(1);
        end.Error.Trim().ShouldBe("bridge snapshot: The graph knows no model version 'nobody': "
            + "give the id of its row in model_versions, and run sync if the row is new.");
        Directory.GetFiles(Path.GetDirectoryName(file)!).ShouldBeEmpty();
    }

    private Task<BridgeResult> RunAsync(params string[] arguments) =>
        BridgeProcess.RunAsync(["snapshot", .. arguments], Variables(), cancellation: Cancellation);
}
