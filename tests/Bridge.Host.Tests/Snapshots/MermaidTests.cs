using System.Text.Json;
using Bridge.Host.Tests.Widget;
using GraphQueries.Language;
using GraphQueries.Presentation.Snapshots;
using Microsoft.Playwright;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Snapshots;

/// <summary>The flowchart as Mermaid itself reads and draws it.</summary>
public sealed class MermaidTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly string[] Labels =
    [
        "end", "a;b", "%% comment", "%%{init: {}}%%", "`code`", "\"`md`\"", "[x](y)", "a\"b'c", "a-->b", "subgraph x", "<b>bold</b>",
        "#35;", "&lt;", "日本語 ünï 😀", "{x}|y|", "1. list", "click n1 call alert(1)", "style n1 fill:#f00", "\\n", "# title",
    ];

    [Fact]
    public async Task Flowchart_IsDrawnWithEveryLabel_WhateverItHolds()
    {
        await FillAsync();
        var (nodes, edges, alerts) = await DrawAsync("v");

        nodes.Order(StringComparer.Ordinal).ShouldBe(Labels.Append("hub").Order(StringComparer.Ordinal));
        edges.Length.ShouldBe(Labels.Length);
        Labels.ShouldAllBe(label => edges.Any(edge => edge.StartsWith(label, StringComparison.Ordinal)));
        alerts.ShouldBe(0);
    }

    [Fact]
    public async Task Flowchart_IsDrawn_WhenLabelsTryToBreakOut()
    {
        await HostileGraph.FillAsync(Bridge);

        var (_, edges, alerts) = await DrawAsync(HostileGraph.Version);

        edges.Length.ShouldBe(20);
        alerts.ShouldBe(0);
    }

    /// <summary>One edge a label, which is its relation and the name of its target.</summary>
    private async Task FillAsync()
    {
        await Bridge.RegisterAsync(Labels);
        await Bridge.CypherAsync("CREATE (:KgNode {id: 'hub', name: 'hub'})");
        foreach (var (i, label) in Labels.Index())
        {
            await Bridge.CypherAsync($$"""
                MATCH (hub:KgNode {id: 'hub'})
                CREATE (hub)-[:{{Identifier.Quote(label)}} {
                    edge_id: $id, confidence: 0.5, source_artifact_id: 'v', source_version: 1, senate_review_flag: $flagged
                }]->(:KgNode {id: $id, name: $label})
                """, ("id", $"n{i}"), ("label", label), ("flagged", i % 2 == 0));
        }
    }

    private async Task<(string[] Nodes, string[] Edges, int Alerts)> DrawAsync(string version)
    {
        using var chart = new MemoryStream();
        await new Snapshot(Bridge.Graph, TimeProvider.System).WriteAsync(version, SnapshotFormat.Mermaid, chart, Cancellation);
        var packages = await NpmFolder.InstallAsync("tests/Bridge.Host.Tests/Snapshots/Mermaid", Cancellation);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browsers.LaunchAsync(playwright);
        var page = await browser.NewPageAsync();
        var alerts = 0;
        page.Dialog += (_, _) => alerts++;
        await page.AddScriptTagAsync(new() { Path = Path.Combine(packages, "mermaid", "dist", "mermaid.min.js") });
        var drawn = await page.EvaluateAsync<JsonElement>("""
            async text => {
              mermaid.initialize({ startOnLoad: false, maxTextSize: 1000000 });
              await mermaid.parse(text);
              document.body.innerHTML = (await mermaid.render('chart', text)).svg;
              const texts = selector => [...document.querySelectorAll(selector)].map(label => label.textContent.trim());
              return { nodes: texts('g.node .nodeLabel'), edges: texts('g.edgeLabel span.edgeLabel') };
            }
            """, System.Text.Encoding.UTF8.GetString(chart.ToArray()));
        return (Texts(drawn, "nodes"), Texts(drawn, "edges"), alerts);
    }

    private static string[] Texts(JsonElement drawn, string name) =>
        [.. drawn.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
