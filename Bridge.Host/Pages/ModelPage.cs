using GraphQueries.Pages;
using GraphQueries.Widget;
using GraphSync.Overview;
using static Bridge.Host.Pages.Page;

namespace Bridge.Host.Pages;

/// <summary><c>/models/{id}</c>: the version's panel, what rescoring did to its edges, and who was paid for it.</summary>
internal static class ModelPage
{
    /// <summary>Null when the graph knows no such version.</summary>
    public static async Task<string?> RenderAsync(BridgeContext bridge, string id, CancellationToken cancellationToken)
    {
        var subgraph = await new SubgraphWidget(bridge.Graph).ReadAsync(id, cancellationToken);
        if (!subgraph.IsKnown) return null;
        var passes = await bridge.Graph.ReadAsync(PageQueries.Passes, new PassFilter(id, null, 20), cancellationToken);
        var drops = passes.FirstOrDefault(pass => pass.Edges > 0) is { } last
            ? await bridge.Graph.ReadAsync(PageQueries.Drops, new DropPage(last.Id, 20), cancellationToken) : [];
        var paid = await new Contributors(bridge.Postgres).OfVersionAsync(id, cancellationToken);
        var widget = subgraph.ToHtml();
        return Render(subgraph.Facts.Title ?? id, $"""
            <h1>{Own(subgraph.Facts.Title ?? id)}</h1>
            {Facts(subgraph)}
            {(widget.Length > 0 ? widget : "<p class=\"quiet\">This version has no edges.</p>")}
            {(widget.Length > 0 ? $"<p><a href=\"/models/{Segment(id)}/widget\">The panel alone</a></p>" : "")}
            <h2>Passes</h2>
            {PassTable.Render(passes)}
            <h2>The largest decreases of the last pass</h2>
            {PassTable.Drops(drops)}
            <h2>Contributors</h2>
            {PassTable.Paid(paid)}
            """);
    }

    private static string Facts(Subgraph subgraph)
    {
        var facts = subgraph.Facts;
        return $"""
            <dl><dt>Artifact</dt><dd>{Own(subgraph.Id)}</dd>
            <dt>Version</dt><dd>{(facts.VersionNumber is { } number ? $"{number} of {Own(facts.ModelId)}" : "not in model_versions")}</dd>
            <dt>Parent</dt><dd>{ModelLink(facts.ParentVersionId)}</dd>
            <dt>Trained by</dt><dd>{(facts.TrainedBy is null ? "–" : Own(facts.TrainedBy))}</dd>
            <dt>Quality score</dt><dd>{Number(facts.QualityScore)}</dd>
            <dt>Scorer</dt><dd>{(facts.Scorer is null ? "by quality scores" : Own(facts.Scorer))}</dd>
            <dt>Promoted</dt><dd>{Instant(facts.PromotedAt)}</dd>
            <dt>Edges</dt><dd>{Count(facts.Edges)}, {Count(facts.Flagged)} flagged for review</dd></dl>
            """;
    }
}
