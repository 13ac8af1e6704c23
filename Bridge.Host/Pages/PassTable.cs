using GraphQueries.Pages;
using GraphSync.Overview;
using static Bridge.Host.Pages.Page;

namespace Bridge.Host.Pages;

/// <summary>Tables that the pages of versions and promotions share.</summary>
internal static class PassTable
{
    public static string Render(IReadOnlyList<ListedPass> passes) => Table("No pass has run yet.",
        "<th>Started, UTC</th><th>Promotion</th><th>From</th><th>To</th><th>Status</th><th class=\"n\">Edges</th><th class=\"n\">Large decrease</th><th class=\"n\">Moderate</th><th class=\"n\">Stable</th><th class=\"n\">Increase</th>",
        passes.Select(pass => $"<td>{Instant(pass.StartedAt)}</td><td>{PromotionLink(pass.PromotionId)}</td><td>{ModelLink(pass.ParentId)}</td><td>{ModelLink(pass.ChildId)}</td><td>{Status(pass.Status)} {Own(pass.Reason)}</td><td class=\"n\">{Count(pass.Edges)}</td><td class=\"n\">{Count(pass.LargeDecrease)}</td><td class=\"n\">{Count(pass.Moderate)}</td><td class=\"n\">{Count(pass.Stable)}</td><td class=\"n\">{Count(pass.Increase)}</td>"));

    public static string Drops(IReadOnlyList<Drop> drops) => Table("There is none.",
        "<th>Edge</th><th>Relation</th><th class=\"n\">Before</th><th class=\"n\">After</th><th class=\"n\">Change</th><th>Class</th>",
        drops.Select(drop => $"<td>{Own(drop.EdgeId, 80)}</td><td>{Own(drop.EdgeType, 80)}</td><td class=\"n\">{Number(drop.OldConfidence)}</td><td class=\"n\">{Number(drop.NewConfidence)}</td><td class=\"n\">{Number(drop.Delta)}</td><td>{Text(drop.Class)}</td>"));

    public static string Paid(IReadOnlyList<Contributor> paid) => Table("Nobody has been paid yet.",
        "<th>Agent</th><th class=\"n\">Paid, utok</th>",
        paid.Select(agent => $"<td>{Own(agent.AgentId, 80)}</td><td class=\"n\">{Count(agent.AmountUtok)}</td>"));
}
