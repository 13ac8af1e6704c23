using GraphSync.Credit;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Bridge.Host.Output;

/// <summary>An explained event as a tree: where the units went, what each contribution kept, then the caps.</summary>
internal static class CreditTree
{
    private static readonly string[] Columns = ["mass", "leaves", "share", "heat", "cap", "paid"];

    public static void Show(IAnsiConsole console, CreditExplanation explanation)
    {
        var amount = explanation.PoolUtok is { } pool ? $": {Numbers.Whole(pool)} utok" : "";
        var reason = explanation.Reason is null ? "" : $"; {explanation.Reason}";
        console.MarkupLineInterpolated($"[bold]{explanation.Status}[/] {explanation.EventId}{amount}{reason}");
        if (explanation.Nodes.Count > 0) console.Write(Flows(explanation));
        if (explanation.Shares.Count > 0) console.Write(Shares(explanation.Shares));
        foreach (var line in explanation.Lines.Where(line => line.Kind == LineKind.Reversal))
            console.MarkupLineInterpolated($"reversed: {line.AgentId} {Numbers.Whole(line.AmountUtok)} utok");
    }

    private static Tree Flows(CreditExplanation explanation)
    {
        var leaves = explanation.Shares.SelectMany(share => share.Leaves).ToDictionary(leaf => leaf.Node, leaf => leaf.ShareUtok);
        var tree = new Tree(Line(explanation, leaves, 0, ""));
        // The last line of each depth: what stands under it comes next.
        List<IHasTreeNodes> open = [tree];
        foreach (var (depth, node, by, isToldElsewhere) in FlowTree.Of(explanation).Skip(1))
        {
            var along = $"{by!.Role ?? "relied on"} {Numbers.Whole(by.Weight)}/{Numbers.Whole(by.Of)}: {Numbers.Whole(by.Mass)} → ";
            open.RemoveRange(depth, open.Count - depth);
            open.Add(open[^1].AddNode(isToldElsewhere ? new Text($"{along}{Name(explanation.Nodes[node])}, told elsewhere")
                : Line(explanation, leaves, node, along)));
        }
        return tree;
    }

    private static Text Line(CreditExplanation explanation, Dictionary<int, long> leaves, int node, string along)
    {
        var told = explanation.Nodes[node];
        var utok = Numbers.Whole(leaves.GetValueOrDefault(node));
        return new Text($"{along}{Name(told)}: {Numbers.Whole(told.Mass)} in all, keeps {Numbers.Whole(told.Kept)} = {utok} utok");
    }

    private static string Name(FlowNode node) => $"{node.Kind} {node.Id} ({node.Owner ?? "nobody: treasury"})";

    private static Table Shares(IReadOnlyList<ExplainedShare> shares)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("agent");
        foreach (var name in Columns) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var share in shares)
        {
            var leaves = share.Leaves.Sum(leaf => leaf.ShareUtok);
            long?[] numbers = [share.Mass, leaves, share.ShareUtok, share.HeatUtok, share.CapUtok, share.PaidUtok];
            var cells = numbers.Select(number => (IRenderable)new Text(number is { } n ? Numbers.Whole(n) : ""));
            table.AddRow([new Text(share.AgentId), .. cells]);
        }
        return table;
    }
}
