namespace GraphSync.Credit;

/// <summary>The walks of one run, by the version that they start at: many edges' events start at the same few versions, and a walk takes as
/// long as what its version rests on is large. A run pays all its events from a version by the graph as it first found it.</summary>
internal sealed class SharedWalks
{
    // Some 10 MB.
    private const int MostFlows = 100_000;

    private readonly Dictionary<string, WalkResult> _walks = new(StringComparer.Ordinal);
    private long _flows;

    /// <summary>The walk from <paramref name="seed"/>: the one that there is, else <paramref name="walk"/>'s, which is kept. One that fails
    /// is tried again for the next event.</summary>
    public async Task<WalkResult> FromAsync(string seed, Func<Task<WalkResult>> walk)
    {
        if (_walks.TryGetValue(seed, out var known)) return known;
        var result = await walk().ConfigureAwait(false);
        _flows += result.Flows.Edges.Count;
        if (_flows > MostFlows)
        {
            _walks.Clear();
            _flows = result.Flows.Edges.Count;
        }
        return _walks[seed] = result;
    }
}
