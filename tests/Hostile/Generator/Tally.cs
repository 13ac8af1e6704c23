namespace Hostile.Generator;

/// <summary>Counts the values that were drawn and tried, and prints the count at the end of the run.</summary>
public sealed class Tally : IDisposable
{
    /// <summary>The seed of a run: the same each time, unless <c>HOSTILE_SEED</c> names another.</summary>
    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("HOSTILE_SEED"), out var seed) ? seed : 20_261_126;

    private int _tried;

    public void Add(int values) => Interlocked.Add(ref _tried, values);

    public void Dispose() => Console.WriteLine($"Odd values tried: {_tried} (seed {Seed})");
}
