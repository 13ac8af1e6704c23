using GraphQueries.EdgeTypes;

namespace GraphSync.Ingest;

/// <summary>Rows whose types are being registered, a batch of them, and those that come meanwhile, up to another batch. Rows of registered
/// types need not wait for them.</summary>
internal sealed class NewTypeRows(EdgeTypeRegistry registry, CancellationToken cancellationToken)
{
    private List<EdgeRow> _registering = [];
    private List<EdgeRow> _next = [];
    private Task<IReadOnlyDictionary<string, string>>? _registration;

    /// <summary>Whether there are any.</summary>
    public bool Any => _registration is not null;

    /// <summary>Whether their types are registered, or could not be.</summary>
    public bool IsDone => _registration is { IsCompleted: true };

    /// <summary>Whether there is room for these rows.</summary>
    public bool Takes(List<EdgeRow> rows) => _next.Count == 0
        || (_next.Count + rows.Count <= EdgeIngestRun.BatchRows && Weight(_next) + Weight(rows) <= EdgeIngestRun.BatchBytes);

    /// <summary>Adds rows; their types are registered now, or after those that are being registered.</summary>
    public void Add(List<EdgeRow> rows)
    {
        _next.AddRange(rows);
        if (_registration is null) RegisterNext();
    }

    /// <summary>Waits for the types that are being registered.</summary>
    /// <returns>The rows of those types, and why some of the types could not be registered.</returns>
    public async Task<(List<EdgeRow> Rows, IReadOnlyDictionary<string, string> Refused)> TakeAsync()
    {
        var refused = await _registration!.ConfigureAwait(false);
        var rows = _registering;
        RegisterNext();
        return (rows, refused);
    }

    /// <summary>Waits for what has been begun, whatever becomes of it.</summary>
    public async Task EndAsync()
    {
        if (_registration is not null) await ((Task)_registration).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void RegisterNext()
    {
        (_registering, _next) = (_next, []);
        _registration = _registering.Count == 0 ? null
            : registry.EnsureAsync(_registering.Select(row => row.Relation), cancellationToken);
    }

    private static long Weight(List<EdgeRow> rows) => rows.Sum(row => row.Weight);
}
