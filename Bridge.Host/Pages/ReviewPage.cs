using GraphSync.Review;
using static Bridge.Host.Pages.Page;

namespace Bridge.Host.Pages;

/// <summary><c>/review</c>: the edges that wait; deciding is <c>review resolve</c>'s.</summary>
internal static class ReviewPage
{
    private const int Edges = 200;

    public static async Task<string> RenderAsync(BridgeContext bridge, CancellationToken cancellationToken)
    {
        var edges = await new SenateReview(bridge).ListAsync(Edges, cancellationToken);
        return Render("Review", $"""
            <h1>Edges flagged for review</h1>
            <p>A rescoring dropped them far. <code>bridge review resolve EDGE_ID --decision keep|restore</code> decides.{(edges.Count == Edges ? $" The first {Edges} by edge id are listed." : "")}</p>
            {Table("No edge waits for review.", "<th>Edge</th><th>Source</th><th>Relation</th><th>Target</th><th class=\"n\">Before</th><th class=\"n\">Now</th><th>Promotion</th>", edges.Select(edge =>
                $"<td>{Own(edge.EdgeId, 80)}</td><td>{Own(edge.Source, 80)}</td><td>{Own(edge.EdgeType, 80)}</td><td>{Own(edge.Target, 80)}</td><td class=\"n\">{Number(edge.OldConfidence)}</td><td class=\"n\">{Number(edge.Confidence)}</td><td>{(edge.PromotionId is null ? "set by hand" : PromotionLink(edge.PromotionId))}</td>"))}
            """);
    }
}
