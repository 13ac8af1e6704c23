using System.Text.Json;
using Bridge.Host.Tests.Widget;
using GraphQueries.Language;
using GraphQueries.Presentation.Snapshots;
using Microsoft.Playwright;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Snapshots;

/// <summary>The sample page that draws a snapshot with Cytoscape.js.</summary>
public sealed class CytoscapeTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string Sample = "samples/cytoscape";
    private const string Site = "http://sample.test";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Page_DrawsEveryNodeAndEdge_WhateverTheyAreCalled(bool fromFile)
    {
        await HostileGraph.FillAsync(Bridge);
        // Whose end nodes have no key.
        await Bridge.CypherAsync($"CREATE ()-[r:{Identifier.Quote(Bridge.Graph.Schema.Types[0])} {{edge_id: 'keyless'}}]->() "
            + "SET r.confidence = 0.5, r.source_artifact_id = $version", ("version", HostileGraph.Version));
        var file = Path.Combine(Folder, "snapshot.json");
        var snapshot = new Snapshot(Bridge.Graph, TimeProvider.System);
        await using (var output = File.Create(file))
            await snapshot.WriteAsync(HostileGraph.Version, SnapshotFormat.Json, output, Cancellation);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browsers.LaunchAsync(playwright);
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        List<string> complaints = [];
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        page.Dialog += (_, dialog) => complaints.Add(dialog.Message);
        await ServeAsync(page, file, complaints);

        await page.GotoAsync($"{Site}/index.html{(fromFile ? "" : "?snapshot=snapshot.json")}");
        if (fromFile) await page.Locator("#file").SetInputFilesAsync(file);
        await page.WaitForFunctionAsync("() => window.cy?.edges().length > 0");

        var drawn = await page.EvaluateAsync<string[][]>("""
            () => [
              cy.nodes().map(node => node.id().replace('node:', '')), cy.edges().map(edge => edge.id().replace('edge:', '')),
              cy.edges('.flagged').map(edge => edge.id().replace('edge:', '')),
            ]
            """);
        await ShouldBeAllAsync(file, drawn);
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Page_SaysSo_WhenTheFileIsNoSnapshot()
    {
        var file = Path.Combine(Folder, "other.json");
        await File.WriteAllTextAsync(file, "{}", Cancellation);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browsers.LaunchAsync(playwright);
        var page = await browser.NewPageAsync();
        await ServeAsync(page, file, []);
        await page.GotoAsync($"{Site}/index.html");

        await page.Locator("#file").SetInputFilesAsync(file);

        await page.GetByText("That is no snapshot").WaitForAsync();
    }

    /// <summary>Nodes, edges and flagged edges are those of the file.</summary>
    private static async Task ShouldBeAllAsync(string file, string[][] drawn)
    {
        using var snapshot = JsonDocument.Parse(await File.ReadAllBytesAsync(file, Cancellation));
        var edges = snapshot.RootElement.GetProperty("edges").EnumerateArray().ToList();
        string[] ends = ["source", "target"];
        drawn[0].ShouldBe(edges.SelectMany(edge => ends.Select(end => edge.GetProperty(end).GetProperty("id").GetString()
            ?? $"{end}:{edge.GetProperty("edge_id").GetString()}")).Distinct(), ignoreOrder: true);
        drawn[0].ShouldContain("source:keyless");
        drawn[1].ShouldBe(edges.Select(edge => edge.GetProperty("edge_id").GetString()!), ignoreOrder: true);
        drawn[2].ShouldBe(edges.Where(edge => edge.GetProperty("senate_review_flag").GetBoolean())
            .Select(edge => edge.GetProperty("edge_id").GetString()!), ignoreOrder: true);
        drawn[2].ShouldNotBeEmpty();
    }

    /// <summary>Serves the sample's folder with what npm installs into it, and a snapshot beside them; nothing else.</summary>
    private static async Task ServeAsync(IPage page, string snapshot, List<string> complaints)
    {
        var packages = await NpmFolder.InstallAsync(Sample, Cancellation);
        await page.RouteAsync("**/*", async route =>
        {
            var url = new Uri(route.Request.Url);
            var path = url.AbsolutePath.TrimStart('/');
            var file = path == "snapshot.json" ? snapshot
                : path.StartsWith("node_modules/", StringComparison.Ordinal) ? Path.Combine(packages, path["node_modules/".Length..])
                : Path.Combine(Repository.Root, Sample, path);
            if (url.Host == "sample.test" && File.Exists(file))
            {
                await route.FulfillAsync(new() { Path = file });
                return;
            }
            // Browsers ask for an icon by themselves.
            if (path != "favicon.ico") complaints.Add($"asked for {url}");
            await route.AbortAsync();
        });
    }
}
