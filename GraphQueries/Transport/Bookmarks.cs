namespace GraphQueries.Transport;

/// <summary>The bookmarks of all that this process has seen: a later call reads at least that state, on any member of a cluster.</summary>
internal sealed class Bookmarks
{
    private readonly Lock _gate = new();
    private HashSet<string> _current = [];

    /// <summary>What a new transaction waits for.</summary>
    public IReadOnlyCollection<string> Current
    {
        get { lock (_gate) return _current; }
    }

    /// <summary>The new bookmarks stand for those that the transaction was opened with.</summary>
    public void Replace(IEnumerable<string> used, IReadOnlyCollection<string> got)
    {
        if (got.Count == 0) return;
        lock (_gate)
        {
            var next = new HashSet<string>(_current, StringComparer.Ordinal);
            next.ExceptWith(used);
            next.UnionWith(got);
            _current = next;
        }
    }

    /// <summary>
    /// Drops bookmarks that the server refuses or waits for in vain: it was restored to an earlier state, which is then the one to read.
    /// </summary>
    public void Forget(IEnumerable<string> used)
    {
        lock (_gate) _current = [.. _current.Except(used, StringComparer.Ordinal)];
    }
}
