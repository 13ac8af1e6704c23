using System.Globalization;

namespace Benchmarks;

/// <summary>Every verb over a graph, over one of ten times the edges and over one of a hundred times, of five types: how its time and its
/// memory grow. GROWTH_EDGES in the environment sets how many edges the smallest has, 2,000 else.</summary>
internal static class Growth
{
    private const int Step = 10;
    private const int Types = 5;
    private static readonly int Edges = int.Parse(Environment.GetEnvironmentVariable("GROWTH_EDGES") ?? "2000",
        CultureInfo.InvariantCulture);

    /// <summary>Prints the figures; an exponent is of the step before it. Aims: at most 1.1, under 150 MB, and hardly more for the larger
    /// graphs.</summary>
    public static async Task RunAsync()
    {
        int[] sizes = [Edges, Edges * Step, Edges * Step * Step];
        var small = await VerbRuns.MeasureAsync(sizes[0], Types);
        var middle = await VerbRuns.MeasureAsync(sizes[1], Types);
        var large = await VerbRuns.MeasureAsync(sizes[2], Types);
        Table.Write(string.Join(", ", sizes.Select(size => $"{size:N0}")) + " edges",
            ["verb", "s", "s", "s", "exponent", "exponent", "peak MB", "peak MB", "peak MB"],
            small.Zip(middle, large).Select(verb => new[]
            {
                verb.First.Verb, Seconds(verb.First), Seconds(verb.Second), Seconds(verb.Third),
                Exponent(verb.First, verb.Second), Exponent(verb.Second, verb.Third),
                $"{verb.First.Megabytes}", $"{verb.Second.Megabytes}", $"{verb.Third.Megabytes}",
            }));
    }

    private static string Seconds(VerbRun run) => run.Seconds.ToString("F2", CultureInfo.InvariantCulture);

    private static string Exponent(VerbRun smaller, VerbRun larger) => Table.Times(Math.Log(larger.Seconds / smaller.Seconds, Step));
}
