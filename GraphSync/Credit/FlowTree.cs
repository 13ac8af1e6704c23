namespace GraphSync.Credit;

/// <summary>A line of the tree that tells where an event's units went.</summary>
/// <param name="Depth">0 for the seed.</param>
/// <param name="Node">Position in <see cref="CreditExplanation.Nodes"/>.</param>
/// <param name="By">What brought units to it, all steps together; null for the seed.</param>
/// <param name="IsToldElsewhere">What it passed on stands under another line.</param>
public sealed record FlowLine(int Depth, int Node, FlowEdge? By, bool IsToldElsewhere);

/// <summary>An event's flows as a tree, told from the seed on. A contribution that several others passed units to is told once, under the
/// first, so that the tree is no larger than the graph.</summary>
public static class FlowTree
{
    /// <summary>Its lines, each before what stands under it; none when nothing was walked.</summary>
    public static IEnumerable<FlowLine> Of(CreditExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        if (explanation.Nodes.Count == 0) yield break;
        // A relationship that was walked in several steps is one line.
        var passed = explanation.Edges.GroupBy(e => (e.From, e.To, e.Role, e.Weight, e.Of))
            .Select(steps => steps.First() with { Mass = steps.Sum(e => e.Mass) }).ToList();
        var first = passed.GroupBy(e => e.To).ToDictionary(edges => edges.Key, edges => edges.MinBy(e => e.Step));
        var outgoing = passed.ToLookup(e => e.From);
        var open = new Stack<FlowLine>([new FlowLine(0, 0, null, false)]);
        while (open.TryPop(out var line))
        {
            yield return line;
            if (line.IsToldElsewhere) continue;
            foreach (var edge in outgoing[line.Node].Reverse())
                open.Push(new FlowLine(line.Depth + 1, edge.To, edge, !ReferenceEquals(first[edge.To], edge)));
        }
    }
}
