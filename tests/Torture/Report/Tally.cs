using System.Globalization;
using Torture.Faults;

namespace Torture.Report;

/// <summary>What a seed did and what struck it.</summary>
internal sealed class Tally(string name)
{
    private readonly Dictionary<FaultKind, int> _struck = [];
    private int _swallowedCommits;

    public string Name => name;

    public int Steps { get; set; }

    /// <summary>Bridges started.</summary>
    public int Runs { get; set; }

    public TimeSpan Time { get; set; }

    public int Edges { get; set; }

    public int Deltas { get; set; }

    public int Lines { get; set; }

    /// <summary>What is not as it should be.</summary>
    public List<string> Findings { get; } = [];

    public int Kills => Count(FaultKind.KillBridge) + Count(FaultKind.KillNeo4j) + Count(FaultKind.KillPostgres);

    public void Struck(Fault fault)
    {
        lock (_struck)
        {
            _struck[fault.Kind] = Count(fault.Kind) + 1;
            if (fault is { Kind: FaultKind.SwallowReply, AtCommit: true }) _swallowedCommits++;
        }
    }

    private static readonly string[] Columns =
    [
        "seed", "steps", "runs", "edges", "deltas", "ledger lines", "bridge killed", "Neo4j killed", "PostgreSQL killed", "bridge stopped",
        "cut", "replies swallowed", "of commits", "requests lost", "delayed", "seconds", "findings",
    ];

    /// <summary>A table in Markdown, with a last row for all.</summary>
    public static string Table(IReadOnlyList<Tally> tallies)
    {
        var all = new Tally("**all**") { Time = TimeSpan.FromSeconds(tallies.Sum(t => t.Time.TotalSeconds)) };
        foreach (var tally in tallies)
        {
            (all.Steps, all.Runs, all.Edges) = (all.Steps + tally.Steps, all.Runs + tally.Runs, all.Edges + tally.Edges);
            (all.Deltas, all.Lines) = (all.Deltas + tally.Deltas, all.Lines + tally.Lines);
            all._swallowedCommits += tally._swallowedCommits;
            foreach (var (kind, count) in tally._struck) all._struck[kind] = all.Count(kind) + count;
            all.Findings.AddRange(tally.Findings);
        }
        string[] rule = [.. Columns.Select(_ => "---:")];
        return string.Join('\n', new[] { Columns, rule }.Concat([.. tallies.Append(all).Select(t => t.Cells)])
            .Select(cells => $"| {string.Join(" | ", cells)} |"));
    }

    private string[] Cells =>
    [
        Name, .. new[]
        {
            Steps, Runs, Edges, Deltas, Lines, Count(FaultKind.KillBridge), Count(FaultKind.KillNeo4j), Count(FaultKind.KillPostgres),
            Count(FaultKind.StopBridge), Count(FaultKind.Cut), Count(FaultKind.SwallowReply), _swallowedCommits,
            Count(FaultKind.LoseRequest), Count(FaultKind.Delay), (int)Time.TotalSeconds, Findings.Count,
        }.Select(number => number.ToString("N0", CultureInfo.InvariantCulture)),
    ];

    private int Count(FaultKind kind) => _struck.GetValueOrDefault(kind);
}
