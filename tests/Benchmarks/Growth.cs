using System.Globalization;

namespace Benchmarks;

/// <summary>Every verb over a graph and over one of ten times the edges, of five types: how its time and its memory grow.
/// GROWTH_EDGES in the environment sets how many edges the smaller has, 20,000 else.</summary>
internal static class Growth
{
    private const int Times = 10;
    private const int Types = 5;
    private static readonly int Edges = int.Parse(Environment.GetEnvironmentVariable("GROWTH_EDGES") ?? "20000",
        CultureInfo.InvariantCulture);

    /// <summary>Prints the figures. Aims: an exponent of at most 1.1, under 150 MB, and hardly more for the larger graph.</summary>
    public static async Task RunAsync()
    {
        var (small, large) = (await VerbRuns.MeasureAsync(Edges, Types), await VerbRuns.MeasureAsync(Edges * Times, Types));
        Table.Write($"{Edges:N0} edges, and {Edges * Times:N0}", ["verb", "s", "s", "exponent", "peak MB", "peak MB"],
            small.Zip(large, (a, b) => new[]
            {
                a.Verb, a.Seconds.ToString("F1", CultureInfo.InvariantCulture), b.Seconds.ToString("F1", CultureInfo.InvariantCulture),
                Table.Times(Math.Log(b.Seconds / a.Seconds, Times)), $"{a.Megabytes}", $"{b.Megabytes}",
            }));
    }
}
