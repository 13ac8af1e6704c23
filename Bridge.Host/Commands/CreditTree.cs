using GraphSync.Credit;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Bridge.Host.Commands;

/// <summary>
/// An explained event as a tree: where the units went, what each contribution kept, then the caps. A contribution that several others
/// passed units to is told once, under the first, so that the tree is no larger than the graph.
/// </summary>
internal static class CreditTree
{
    private static readonly string[] Numbers = ["mass", "leaves", "share", "heat", "cap", "paid"];

    public static void Show(IAnsiConsole console, CreditExplanation explanation)
    {
        console.MarkupLineInterpolated($"[bold]{explanation.Status}[/] {explanation.EventId}{(explanation.PoolUtok is { } pool ? $": {CreditCommand.Number(pool)} utok" : "")}{(explanation.Reason is null ? "" : $"; {explanation.Reason}")}");
        if (explanation.Nodes.Count > 0) console.Write(Flows(explanation));
        if (explanation.Shares.Count > 0) console.Write(Shares(explanation.Shares));
        foreach (var line in explanation.Lines.Where(line => line.Kind == "reversal"))
            console.MarkupLineInterpolated($"reversed: {line.AgentId} {CreditCommand.Number(line.AmountUtok)} utok");
    }

    private static Tree Flows(CreditExplanation explanation)
    {
        var leaves = explanation.Shares.SelectMany(share => share.Leaves).ToDictionary(leaf => leaf.Node, leaf => leaf.ShareUtok);
        // A relationship that was walked in several steps is one line.
        var passed = explanation.Edges.GroupBy(e => (e.From, e.To, e.Role, e.Weight, e.Of)).Select(g => (g.Key, Mass: g.Sum(e => e.Mass), First: g.First())).ToList();
        var first = passed.GroupBy(p => p.Key.To).ToDictionary(g => g.Key, g => g.MinBy(p => p.First.Step).First);
        var outgoing = passed.ToLookup(p => p.Key.From);
        var tree = new Tree(Line(explanation, leaves, 0, ""));
        var open = new Stack<(IHasTreeNodes At, int Node)>([(tree, 0)]);
        while (open.TryPop(out var next))
        {
            foreach (var (key, mass, edge) in outgoing[next.Node])
            {
                var along = $"{key.Role ?? "relied on"} {CreditCommand.Number(key.Weight)}/{CreditCommand.Number(key.Of)}: {CreditCommand.Number(mass)} → ";
                if (ReferenceEquals(first[key.To], edge)) open.Push((next.At.AddNode(Line(explanation, leaves, key.To, along)), key.To));
                else next.At.AddNode(new Text($"{along}{Name(explanation.Nodes[key.To])}, told elsewhere"));
            }
        }
        return tree;
    }

    private static Text Line(CreditExplanation explanation, Dictionary<int, long> leaves, int node, string along)
    {
        var told = explanation.Nodes[node];
        return new Text($"{along}{Name(told)}: {CreditCommand.Number(told.Mass)} in all, keeps {CreditCommand.Number(told.Kept)} = {CreditCommand.Number(leaves.GetValueOrDefault(node))} utok");
    }

    private static string Name(FlowNode node) => $"{node.Kind} {node.Id} ({node.Owner ?? "nobody: treasury"})";

    private static Table Shares(IReadOnlyList<ExplainedShare> shares)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("agent");
        foreach (var name in Numbers) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var share in shares)
        {
            table.AddRow([new Text(share.AgentId), .. new long?[] { share.Mass, share.Leaves.Sum(leaf => leaf.ShareUtok), share.ShareUtok, share.HeatUtok, share.CapUtok, share.PaidUtok }
                .Select(number => (IRenderable)new Text(number is { } n ? CreditCommand.Number(n) : ""))]);
        }
        return table;
    }
}
