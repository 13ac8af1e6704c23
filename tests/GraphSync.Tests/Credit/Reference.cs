using System.Numerics;

namespace GraphSync.Tests.Credit;

/// <summary>A contribution graph in memory: nodes by name with their owners, and weighted relationships.</summary>
internal sealed class TestGraph
{
    public Dictionary<string, string?> Owners { get; } = new(StringComparer.Ordinal);
    public List<(string From, string To, int Weight)> Edges { get; } = [];

    public TestGraph Node(string name, string? owner)
    {
        Owners[name] = owner;
        return this;
    }

    public TestGraph Edge(string from, string to, int weight)
    {
        Edges.Add((from, to, weight));
        return this;
    }

    public TestGraph Copy(Func<string, string?, string?>? owner = null)
    {
        var copy = new TestGraph();
        foreach (var (name, present) in Owners) copy.Node(name, owner is null ? present : owner(name, present));
        copy.Edges.AddRange(Edges);
        return copy;
    }
}

/// <summary>
/// What §8 of the design says, done in memory with numbers of any size and in the plainest way. It shares no line with the product.
/// </summary>
internal static class Reference
{
    /// <summary>Units per agent; those of nobody under <c>treasury</c>.</summary>
    public static Dictionary<string, BigInteger> Walk(TestGraph graph, string seed)
    {
        var outgoing = graph.Edges.ToLookup(e => e.From);
        var reachesOther = new Dictionary<(string, string), bool>();
        var credit = graph.Owners.Keys.ToDictionary(n => n, _ => BigInteger.Zero);
        var frontier = new Dictionary<string, BigInteger> { [seed] = BigInteger.Pow(10, 12) };
        while (frontier.Count > 0)
        {
            var next = new Dictionary<string, BigInteger>();
            foreach (var (node, mass) in frontier)
            {
                credit[node] += mass;
                var owner = graph.Owners[node];
                var counting = outgoing[node]
                    .Where(e => owner is null || graph.Owners[e.To] != owner || ReachesOther(e.To, owner)).ToList();
                var total = counting.Aggregate(BigInteger.Zero, (sum, e) => sum + e.Weight);
                foreach (var edge in counting)
                {
                    var passed = mass * edge.Weight / total;
                    if (owner is not null && graph.Owners[edge.To] == owner) credit[node] -= passed;
                    else passed = passed * 17 / 20;
                    next[edge.To] = next.GetValueOrDefault(edge.To) + passed;
                }
            }
            frontier = next;
        }
        return credit.Where(c => c.Value > 0).GroupBy(c => graph.Owners[c.Key] ?? "treasury")
            .ToDictionary(g => g.Key, g => g.Aggregate(BigInteger.Zero, (sum, c) => sum + c.Value));

        bool ReachesOther(string from, string owner)
        {
            if (reachesOther.TryGetValue((from, owner), out var known)) return known;
            return reachesOther[(from, owner)] = outgoing[from].Any(e => graph.Owners[e.To] != owner || ReachesOther(e.To, owner));
        }
    }

    /// <summary>Shares of a pool: everybody's quota rounded down, then one more to the largest remainders.</summary>
    public static Dictionary<string, BigInteger> Share(Dictionary<string, BigInteger> masses, BigInteger pool)
    {
        var total = masses.Values.Aggregate(BigInteger.Zero, (sum, mass) => sum + mass);
        var shares = masses.ToDictionary(m => m.Key, m => pool * m.Value / total);
        var left = pool - shares.Values.Aggregate(BigInteger.Zero, (sum, share) => sum + share);
        var favoured = masses.OrderBy(m => -(pool * m.Value % total)).ThenBy(m => m.Key, StringComparer.Ordinal).Take((int)left);
        foreach (var agent in favoured) shares[agent.Key] += 1;
        return shares;
    }

    /// <summary>Textbook personalised PageRank by iteration: damping 0.85, teleport and dangling nodes to the seed.</summary>
    public static Dictionary<string, double> PageRank(TestGraph graph, string seed)
    {
        var outgoing = graph.Edges.ToLookup(e => e.From);
        var rank = graph.Owners.Keys.ToDictionary(n => n, n => n == seed ? 1.0 : 0.0);
        for (var i = 0; i < 500; i++)
        {
            var next = graph.Owners.Keys.ToDictionary(n => n, _ => 0.0);
            foreach (var (node, mass) in rank)
            {
                double total = outgoing[node].Sum(e => (long)e.Weight);
                if (total == 0) next[seed] += mass * 0.85;
                foreach (var edge in outgoing[node]) next[edge.To] += mass * 0.85 * edge.Weight / total;
                next[seed] += mass * 0.15;
            }
            rank = next;
        }
        return rank;
    }
}
