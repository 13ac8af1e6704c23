using GraphSync.Credit;

namespace GraphSync.Tests.Credit;

/// <summary>
/// Contribution graphs of many shapes: several owners and nobody, own chains, own dead ends, diamonds, deep ones, parallel
/// relationships.
/// </summary>
internal static class RandomGraphs
{
    public const string Seed = "n0";

    public static TestGraph Create(Random random, bool distinctOwners = false)
    {
        var graph = new TestGraph();
        var deep = random.Next(8) == 0;
        var nodes = deep ? random.Next(9, 30) : random.Next(1, 14);
        var agents = random.Next(1, 6);
        for (var i = 0; i < nodes; i++)
        {
            var owner = distinctOwners ? $"agent{i}" : random.Next(10) == 0 ? null : $"agent{random.Next(agents)}";
            graph.Node($"n{i}", owner);
        }
        for (var i = 0; i < nodes; i++)
        {
            // A deep graph is mostly a chain; the others branch and meet again.
            if (deep && i + 1 < nodes) graph.Edge($"n{i}", $"n{i + 1}", Weight(random));
            for (var edge = deep ? random.Next(2) : random.Next(5); edge > 0 && i + 1 < nodes; edge--)
                graph.Edge($"n{i}", $"n{random.Next(i + 1, deep ? Math.Min(nodes, i + 4) : nodes)}", Weight(random));
        }
        return graph;
    }

    public static int Weight(Random random) => random.Next(4) switch
    {
        0 => 1,
        1 => random.Next(1, 10),
        2 => random.Next(1, 1_000_001),
        _ => 1_000_000,
    };
}
