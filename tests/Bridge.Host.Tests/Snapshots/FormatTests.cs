using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Bridge.Host.Tests.Widget;
using GraphQueries.Language;
using GraphQueries.Presentation.Snapshots;
using Json.Schema;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Snapshots;

/// <summary>Snapshots of hostile labels are what their formats' definitions ask for.</summary>
public sealed partial class FormatTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly DateTimeOffset Later = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] OddKeys = ["DOID:10652", "two words", "a_x0020_b", "<&>", "é/ü?", "(no key)", "no-key"];

    // Which attributes of a relation name a record of which kind.
    private static readonly Dictionary<string, string[]> Relations = new()
    {
        ["wasGeneratedBy"] = ["prov:entity entity", "prov:activity activity"],
        ["used"] = ["prov:activity activity", "prov:entity entity"],
        ["wasDerivedFrom"] = ["prov:generatedEntity entity", "prov:usedEntity entity", "prov:activity activity"],
        ["wasAttributedTo"] = ["prov:entity entity", "prov:agent agent"],
        ["specializationOf"] = ["prov:specificEntity entity", "prov:generalEntity entity"],
    };

    [Fact]
    public async Task Json_KeepsToItsSchema()
    {
        await HostileGraph.FillAsync(Bridge);
        await Bridge.CypherAsync("MATCH ()-[r]->() WHERE r.confidence < 0.3 REMOVE r.confidence SET r.rescored_at = datetime()");
        var schema = JsonSchema.FromText(Repository.Read("docs/snapshot.schema.json"));

        foreach (var asOf in new DateTimeOffset?[] { null, Later })
        {
            var result = schema.Evaluate(JsonSerializer.Deserialize<JsonElement>(await TextAsync(SnapshotFormat.Json, asOf)),
                new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
            result.IsValid.ShouldBeTrue(JsonSerializer.Serialize(result));
        }
        schema.Evaluate(JsonSerializer.Deserialize<JsonElement>("{\"edges\": [{}]}")).IsValid.ShouldBeFalse();
    }

    [Fact]
    public async Task GraphMl_DeclaresItsKeysAndNodes()
    {
        await HostileGraph.FillAsync(Bridge);

        var root = XDocument.Parse(await TextAsync(SnapshotFormat.GraphMl, Later)).Root!;

        var ns = root.Name.Namespace;
        ns.NamespaceName.ShouldBe("http://graphml.graphdrawing.org/xmlns");
        root.Elements().Select(element => element.Name.LocalName).Distinct().ShouldBe(["key", "graph"]);
        var graph = root.Element(ns + "graph")!;
        graph.Attribute("edgedefault")!.Value.ShouldBe("directed");
        var keys = root.Elements(ns + "key").ToDictionary(key => key.Attribute("id")!.Value);
        var nodes = graph.Elements(ns + "node").Select(node => node.Attribute("id")!.Value).ToList();
        nodes.Distinct().Count().ShouldBe(nodes.Count);
        var known = new HashSet<string>();
        foreach (var element in graph.Elements().Where(element => element.Name != ns + "data"))
        {
            if (element.Name == ns + "node") known.Add(element.Attribute("id")!.Value);
            else known.ShouldContain(element.Attribute("source")!.Value);
            if (element.Name == ns + "edge") known.ShouldContain(element.Attribute("target")!.Value);
        }
        graph.Elements(ns + "edge").Count().ShouldBe(HostileGraph.Names.Length);
        foreach (var data in graph.Descendants(ns + "data"))
        {
            var key = keys[data.Attribute("key")!.Value];
            key.Attribute("for")!.Value.ShouldBe(data.Parent!.Name.LocalName);
            ShouldBe(key.Attribute("attr.type")!.Value, data.Value);
        }
    }

    [Fact]
    public async Task GraphMl_KeepsToItsSchema_WhateverKeysHold()
    {
        await HostileGraph.FillAsync(Bridge);
        await Bridge.CypherAsync($$"""
            UNWIND $keys AS key
            CREATE (:KgNode {id: key})-[r:{{Identifier.Quote(Bridge.Graph.Schema.Types[0])}}]->()
            SET r.edge_id = 'to nobody: ' + key, r.source_artifact_id = $version, r.confidence = 0.5
            """, ("keys", OddKeys), ("version", HostileGraph.Version));
        var schema = await GraphMlSchema.LoadAsync(Cancellation);

        var root = XDocument.Parse(await TextAsync(SnapshotFormat.GraphMl, Later)).Root!;

        GraphMlSchema.Errors(schema, root).ShouldBeEmpty();
        var ns = root.Name.Namespace;
        var nodes = root.Descendants(ns + "node").ToDictionary(node => node.Attribute("id")!.Value,
            node => node.Elements(ns + "data").FirstOrDefault(data => data.Attribute("key")!.Value == "key")?.Value);
        foreach (var key in OddKeys) nodes[XmlConvert.EncodeNmToken(key)!].ShouldBe(key);
        nodes.Values.Count(key => key is null).ShouldBe(1, "the end nodes without a key");
        // The schema is there, and finds what is wrong.
        root.Descendants(ns + "node").First().SetAttributeValue("id", "two words");
        GraphMlSchema.Errors(schema, root).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Prov_DeclaresWhateverItNames()
    {
        await HostileGraph.FillAsync(Bridge);
        await Bridge.CypherAsync("""
            MATCH (v:ModelVersion)
            SET v += {trained_by: $odd, eval_dataset_artifact_id: $odd, benchmark_id: $odd, parent_version_id: $odd}
            """, ("odd", "a \"b\":c\\\u0001{é}\n"));

        var prov = JsonSerializer.Deserialize<JsonElement>(await TextAsync(SnapshotFormat.Prov, null));

        var prefixes = prov.GetProperty("prefix").EnumerateObject().Select(prefix => prefix.Name).ToHashSet();
        foreach (var kind in new[] { "entity", "activity", "agent" })
        {
            var names = prov.GetProperty(kind).EnumerateObject().Select(record => record.Name).ToList();
            names.Distinct().Count().ShouldBe(names.Count);
            names.ShouldAllBe(name => QualifiedName().IsMatch(name) && prefixes.Contains(name.Split(':', 2)[0]));
        }
        prov.GetProperty("entity").TryGetProperty("dataset:a%20%22b%22%3Ac%5C%01%7B%C3%A9%7D%0A", out _).ShouldBeTrue();
        var kinds = prov.EnumerateObject().Select(kind => kind.Name).Except(["prefix", "entity", "activity", "agent"]).ToList();
        kinds.Order(StringComparer.Ordinal).ShouldBe(Relations.Keys.Order(StringComparer.Ordinal));
        foreach (var kind in kinds)
            foreach (var record in prov.GetProperty(kind).EnumerateObject()) ShouldNameDeclared(prov, record, Relations[kind]);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("mermaid")]
    [InlineData(null)]
    public async Task Snapshot_IsWrongUsage_WhenTheWidgetIsAskedForAnEarlierTime(string? format)
    {
        string[] asked = format is null ? [] : ["--format", format];

        var end = await BridgeProcess.RunAsync(["snapshot", "v", .. asked, "--as-of", "2026-01-01"], Variables(),
            cancellation: Cancellation);

        end.ExitCode.ShouldBe(2);
        end.Error.ShouldContain("--as-of goes with --format json, graphml, prov or kgx");
    }

    [Fact]
    public async Task Snapshot_WritesBothFilesOfKgx()
    {
        await Bridge.AddEdgesAsync("TREATS", "v", 3);

        var end = await BridgeProcess.RunAsync(
            ["snapshot", "v", "--format", "kgx", "--as-of", "2100-01-01", "--out", Path.Combine(Folder, "x"), "--json"], Variables(),
            cancellation: Cancellation);

        end.ExitCode.ShouldBe(0, end.Error);
        var files = JsonSerializer.Deserialize<JsonElement>(end.Output).GetProperty("files").EnumerateArray();
        files.Select(file => File.ReadAllLines(file.GetString()!).Length).ShouldBe([3, 4]);
    }

    private static void ShouldNameDeclared(JsonElement prov, JsonProperty record, IEnumerable<string> roles)
    {
        record.Name.ShouldStartWith("_:");
        foreach (var role in roles.Select(role => role.Split(' ')))
        {
            if (!record.Value.TryGetProperty(role[0], out var name)) role[0].ShouldBe("prov:activity");
            else prov.GetProperty(role[1]).TryGetProperty(name.GetString()!, out _).ShouldBeTrue(name.GetString());
        }
    }

    private static void ShouldBe(string type, string value)
    {
        if (type == "double") XmlConvert.ToDouble(value);
        else if (type == "long") XmlConvert.ToInt64(value);
        else if (type == "boolean") XmlConvert.ToBoolean(value);
        else type.ShouldBe("string");
    }

    private async Task<string> TextAsync(SnapshotFormat format, DateTimeOffset? asOf)
    {
        using var output = new MemoryStream();
        await new Snapshot(Bridge.Graph, TimeProvider.System).WriteAsync(HostileGraph.Version, format, asOf, output, Cancellation);
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    // PN_LOCAL of PROV-N, of which our names use a part.
    [GeneratedRegex("^[a-z]+:([A-Za-z0-9_~]|%[0-9A-F]{2})([A-Za-z0-9_~/#-]|%[0-9A-F]{2})*$")]
    private static partial Regex QualifiedName();
}
