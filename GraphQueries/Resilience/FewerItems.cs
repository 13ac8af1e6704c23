namespace GraphQueries.Resilience;

/// <summary>
/// Whether the work under way is tried with fewer items when there is not the memory for it. Then a refusal ends it at once; else,
/// when the memory that is wanting is the whole server's, it is waited for.
/// </summary>
internal static class FewerItems
{
    private static readonly AsyncLocal<bool> Present = new();

    /// <summary>Whether it is.</summary>
    public static bool ArePossible => Present.Value;

    /// <summary>Runs work of which that is said.</summary>
    public static async Task<T> RunAsync<T>(bool arePossible, Func<Task<T>> work)
    {
        // Seen by the work, and by nobody after it.
        Present.Value = arePossible;
        return await work().ConfigureAwait(false);
    }
}
