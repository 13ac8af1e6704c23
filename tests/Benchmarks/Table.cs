using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>Medians of interleaved runs, as a Markdown table.</summary>
internal static class Table
{
    /// <summary>Seconds that a work takes.</summary>
    public static async Task<double> SecondsAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>
    /// Rounds of all works in turn, after some that are not counted, while both servers still compile what runs often; each round's
    /// figures, by work.
    /// </summary>
    public static async Task<Dictionary<string, List<double>>> InterleaveAsync(
        int warmUp, int rounds, params (string Name, Func<Task<double>> Work)[] works)
    {
        var figures = works.ToDictionary(work => work.Name, _ => new List<double>());
        for (var round = 0; round < warmUp + rounds; round++)
        {
            foreach (var (name, work) in works)
            {
                var seconds = await work();
                if (round >= warmUp) figures[name].Add(seconds);
            }
        }
        return figures;
    }

    /// <summary>The median of one work's share of another, round by round.</summary>
    public static double Ratio(List<double> work, List<double> of) => Median(work.Zip(of, (a, b) => a / b));

    /// <summary>A row for each work: its name, its median in milliseconds and a ratio of its figures.</summary>
    public static IEnumerable<string[]> Rows(Dictionary<string, List<double>> figures, Func<List<double>, double> ratio) =>
        figures.Select(work => new[] { work.Key, Milliseconds(Median(work.Value)), Times(ratio(work.Value)) });

    public static void Write(string title, string[] columns, IEnumerable<string[]> rows)
    {
        Console.WriteLine($"\n### {title}\n");
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine($"| {string.Join(" | ", columns.Select((_, i) => i == 0 ? "---" : "---:"))} |");
        foreach (var row in rows) Console.WriteLine($"| {string.Join(" | ", row)} |");
    }

    public static string Milliseconds(double seconds) => (seconds * 1000).ToString("N0", CultureInfo.InvariantCulture);

    public static string Times(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);
}
