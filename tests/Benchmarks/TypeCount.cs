using System.Globalization;

namespace Benchmarks;

/// <summary>2,000 edges over five types and over 200, each verb as a process of its own against servers that have seen no such
/// types.</summary>
internal static class TypeCount
{
    private const int Edges = 2_000;
    private const int Few = 5;
    private const int Many = 200;

    /// <summary>Prints the figures. Aim: twice the time at most, the first ingest's schema apart.</summary>
    public static async Task RunAsync()
    {
        var (few, many) = (await VerbRuns.MeasureAsync(Edges, Few), await VerbRuns.MeasureAsync(Edges, Many));
        Table.Write($"{Edges:N0} edges over {Few} types, and over {Many}", ["verb", "s", "s", "÷"], few.Zip(many, (a, b) => new[]
        {
            a.Verb, a.Seconds.ToString("F2", CultureInfo.InvariantCulture), b.Seconds.ToString("F2", CultureInfo.InvariantCulture),
            Table.Times(b.Seconds / a.Seconds),
        }));
    }
}
