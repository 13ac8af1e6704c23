using GraphSync.Credit;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Bridge.Host.Output;

/// <summary>
/// An explained event as a tree: where the units went, what each contribution kept, then the caps. A contribution that several others
/// passed units to is told once, under the first, so that the tree is no larger than the graph.
/// </summary>
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
        // A relationship that was walked in several steps is one line.
        var passed = explanation.Edges.GroupBy(e => (e.From, e.To, e.Role, e.Weight, e.Of))
            .Select(g => (g.Key, Mass: g.Sum(e => e.Mass), First: g.First())).ToList();
        var first = passed.GroupBy(p => p.Key.To).ToDictionary(g => g.Key, g => g.MinBy(p => p.First.Step).First);
        var outgoing = passed.ToLookup(p => p.Key.From);
        var tree = new Tree(Line(explanation, leaves, 0, ""));
        var open = new Stack<(IHasTreeNodes At, int Node)>([(tree, 0)]);
        while (open.TryPop(out var next))
        {
            foreach (var (key, mass, edge) in outgoing[next.Node])
            {
                var along = $"{key.Role ?? "relied on"} {Numbers.Whole(key.Weight)}/{Numbers.Whole(key.Of)}: {Numbers.Whole(mass)} → ";
                if (ReferenceEquals(first[key.To], edge)) open.Push((next.At.AddNode(Line(explanation, leaves, key.To, along)), key.To));
                else next.At.AddNode(new Text($"{along}{Name(explanation.Nodes[key.To])}, told elsewhere"));
            }
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
