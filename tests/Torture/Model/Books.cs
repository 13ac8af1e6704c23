using System.Numerics;
using GraphSync.Tests.Credit;

namespace Torture.Model;

/// <summary>An event that pays somebody.</summary>
/// <param name="Id">The id of its row.</param>
/// <param name="At">When it was detected.</param>
/// <param name="Pool">In utok.</param>
/// <param name="Promoted">The promoted version; null for an edge's event.</param>
/// <param name="Edge">The edge; null for a promotion.</param>
internal sealed record PayingEvent(string Id, DateTimeOffset At, long Pool, Version? Promoted, Edge? Edge)
{
    public string Status { get; set; } = "due";

    /// <summary>What was paid: amounts by agent.</summary>
    public SortedDictionary<string, long> Lines { get; } = new(StringComparer.Ordinal);
}

/// <summary>What an agent has, and how hot the wallet is.</summary>
internal sealed class Wallet
{
    public long Balance { get; set; }
    public long Heat { get; set; }
    public int? Day { get; set; }
}

/// <summary>Payments as they should be: §8 of the design.</summary>
internal sealed class Books
{
    public const string Treasury = "treasury";

    /// <summary>Caps and decay, in utok and ppm a day; <c>*</c> is everybody else's.</summary>
    public static IReadOnlyDictionary<string, (long Cap, int Decay)> Rules { get; } =
        new Dictionary<string, (long, int)> { ["tess"] = (300_000, 50_000), ["*"] = (250_000, 100_000) };

    /// <summary>Who curated the dataset and wrote the benchmark that all versions rest on.</summary>
    public const string Curator = "cora", Author = "ben";

    public const string Dataset = "dataset-1", Benchmark = "benchmark-1";

    public List<PayingEvent> Events { get; } = [];

    public SortedDictionary<string, Wallet> Wallets { get; } = new(StringComparer.Ordinal);

    /// <summary>All events that are due are paid, in their order.</summary>
    public void Pay(IReadOnlyList<Job> promotions)
    {
        foreach (var due in Events.Where(e => e.Status == "due").OrderBy(e => e.At).ThenBy(e => e.Id, StringComparer.Ordinal))
            Pay(due, promotions);
    }

    /// <summary>A payment is taken back; heat stays.</summary>
    public void Reverse(PayingEvent paid)
    {
        paid.Status = "reversed";
        foreach (var (agent, amount) in paid.Lines) Wallets[agent].Balance -= amount;
    }

    private void Pay(PayingEvent due, IReadOnlyList<Job> promotions)
    {
        due.Status = "paid";
        var masses = (due.Promoted ?? due.Edge!.MadeBy) is { } seed ? Reference.Walk(Contributions(seed, promotions), seed.Id)
            : new Dictionary<string, BigInteger> { [Treasury] = 1 };
        var withheld = due.Pool;
        foreach (var (agent, share) in Reference.Share(masses, due.Pool))
        {
            if (agent == Treasury || share == 0) continue;
            var paid = Cap(agent, (long)share, due.At);
            withheld -= paid;
            Note(due, agent, paid);
        }
        Note(due, Treasury, withheld);
    }

    /// <summary>How much of a share the agent's heat allows; the heat rises by it.</summary>
    private long Cap(string agent, long share, DateTimeOffset at)
    {
        var (cap, decay) = Rules.TryGetValue(agent, out var own) ? own : Rules["*"];
        var wallet = Of(agent);
        var day = DateOnly.FromDateTime(at.UtcDateTime).DayNumber;
        for (var passed = wallet.Day ?? day; passed < day; passed++)
            wallet.Heat = (long)((BigInteger)wallet.Heat * (1_000_000 - decay) / 1_000_000);
        wallet.Day = Math.Max(day, wallet.Day ?? day);
        var paid = Math.Min(share, Math.Max(0, cap - wallet.Heat));
        wallet.Heat += paid;
        return paid;
    }

    private void Note(PayingEvent due, string agent, long amount)
    {
        if (amount == 0) return;
        due.Lines[agent] = amount;
        Of(agent).Balance += amount;
    }

    private Wallet Of(string agent) => Wallets.TryGetValue(agent, out var wallet) ? wallet : Wallets[agent] = new Wallet();

    /// <summary>What a version and those that it descends from relied on, and whose that is.</summary>
    private static TestGraph Contributions(Version seed, IReadOnlyList<Job> promotions)
    {
        var graph = new TestGraph().Node(Dataset, Curator).Node(Benchmark, Author);
        for (var version = seed; version is not null; version = version.Parent)
        {
            graph.Node(version.Id, version.Trainer).Edge(version.Id, Dataset, 1).Edge(version.Id, Benchmark, 1);
            if (version.Parent is { } parent) graph.Edge(version.Id, parent.Id, 1);
            foreach (var run in promotions.Where(job => job.Child == version && job.Runner is not null))
                graph.Node(run.Id, run.Runner).Edge(version.Id, run.Id, 1);
        }
        return graph;
    }
}
