using GraphQueries.EdgeTypes;

namespace GraphSync.Ingest;

/// <summary>One insertion: gathers rows into batches, keeps two in flight and counts what became of each row.</summary>
/// <param name="graph">The graph.</param>
/// <param name="registry">Its edge types.</param>
/// <param name="writer">Writes the rows.</param>
/// <param name="refused">Told of each refused row.</param>
/// <param name="progress">Told of batches.</param>
/// <param name="endpoints">Makes endpoints that are missing; null where a row that names one is refused.</param>
/// <param name="cancellationToken">Stops between batches.</param>
internal sealed class EdgeIngestRun(GraphClient graph, EdgeTypeRegistry registry, EdgeBatchWriter writer,
    Func<RefusedEdge, Task>? refused, IProgress<long>? progress, EndpointCreation? endpoints, CancellationToken cancellationToken)
{
    /// <summary>Rows a batch: enough to make round trips cheap, few enough for the time limit of a write.</summary>
    public const int BatchRows = 2000;

    // Long texts make a batch heavy before it has many rows.
    private const int BatchBytes = 4 << 20;
    private const int InFlight = 2;

    private readonly RealVersions _versions = new(graph);

    // Rows by id between their arrival and the graph's answer, each with the later rows of the same id.
    private readonly Dictionary<string, List<EdgeRow>> _pending = new(StringComparer.Ordinal);
    private readonly List<Task<IReadOnlyList<RowOutcome>>> _flying = [];

    // Batches whose types are registered before they are written. Rows of registered types do not wait for them.
    private readonly List<Task<IReadOnlyList<RowOutcome>>> _ofNewTypes = [];
    private Task<IReadOnlyDictionary<string, string>>? _registration;
    private List<EdgeRow> _batch = [];
    private long _batchBytes;
    private int _followers;
    private long _created;
    private long _present;
    private long _refused;

    public IngestResult Result => new(_created, _present, _refused);

    public async Task AddAsync(EdgeRow row)
    {
        if (RowRules.Refusal(row) is { } reason)
        {
            await RefuseAsync(row, reason).ConfigureAwait(false);
            return;
        }
        Enlist(row);
        if (_batch.Count + _followers >= BatchRows || _batchBytes >= BatchBytes) await DispatchAsync().ConfigureAwait(false);
    }

    /// <summary>Sends what is left and waits for all.</summary>
    public async Task FinishAsync()
    {
        while (_pending.Count > 0) await DispatchAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for what is in flight, whatever becomes of it.</summary>
    public async Task LandAsync() =>
        await ((Task)Task.WhenAll([.. _flying, .. _ofNewTypes])).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Two rows of one id are never in flight at once: the second waits for what becomes of the first.</summary>
    private void Enlist(EdgeRow row)
    {
        if (_pending.TryGetValue(row.EdgeId, out var followers))
        {
            followers.Add(row);
            _followers++;
        }
        else
        {
            _pending.Add(row.EdgeId, []);
            _batch.Add(row);
        }
        _batchBytes += row.Weight;
    }

    private async Task DispatchAsync()
    {
        // Where nearly all rows repeat others, it is those that are waited for.
        if ((_batch.Count == 0 || _followers >= BatchRows) && _flying.Count + _ofNewTypes.Count > 0)
            await SettleAsync().ConfigureAwait(false);
        if (_batch.Count > 0) await SendBatchAsync().ConfigureAwait(false);
    }

    private async Task SendBatchAsync()
    {
        await RoomAsync(_flying).ConfigureAwait(false);
        var batch = _batch;
        (_batch, _batchBytes) = ([], 0);
        await _versions.LoadAsync(batch.Select(row => row.SourceArtifactId), cancellationToken).ConfigureAwait(false);
        var refusals = Refusals(batch, row => _versions.Refusal(row.SourceArtifactId, row.SourceVersion));
        var newTypes = registry.Missing(batch.Where(row => !refusals.ContainsKey(row.EdgeId)).Select(row => row.Relation))
            .ToHashSet(StringComparer.Ordinal);
        var split = batch.ToLookup(row => newTypes.Contains(row.Relation) && !refusals.ContainsKey(row.EdgeId));
        if (split[false].Any()) _flying.Add(WriteAsync([.. split[false]], refusals));
        if (!split[true].Any()) return;
        await RoomAsync(_ofNewTypes).ConfigureAwait(false);
        List<EdgeRow> ofNewTypes = [.. split[true]];
        _registration = RegisterAsync(ofNewTypes, _registration);
        _ofNewTypes.Add(WriteRegisteredAsync(ofNewTypes, _registration));
    }

    /// <summary>Waits until another batch may be sent.</summary>
    private async Task RoomAsync(List<Task<IReadOnlyList<RowOutcome>>> sent)
    {
        while (sent.Count >= InFlight) await SettleAsync().ConfigureAwait(false);
    }

    /// <summary>Registers the rows' types, after those of the rows before: one registration knows of the other.</summary>
    private async Task<IReadOnlyDictionary<string, string>> RegisterAsync(List<EdgeRow> rows, Task? before)
    {
        if (before is not null) await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await registry.EnsureAsync(rows.Select(row => row.Relation), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes rows once their types are registered; those of types that cannot be are refused.</summary>
    private async Task<IReadOnlyList<RowOutcome>> WriteRegisteredAsync(List<EdgeRow> rows,
        Task<IReadOnlyDictionary<string, string>> registration)
    {
        var refused = await registration.ConfigureAwait(false);
        return await WriteAsync(rows, Refusals(rows, row => refused.GetValueOrDefault(row.Relation))).ConfigureAwait(false);
    }

    private static Dictionary<string, string> Refusals(List<EdgeRow> batch, Func<EdgeRow, string?> refusal)
    {
        var refusals = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in batch)
        {
            if (refusal(row) is { } reason) refusals.Add(row.EdgeId, reason);
        }
        return refusals;
    }

    private async Task<IReadOnlyList<RowOutcome>> WriteAsync(List<EdgeRow> batch, Dictionary<string, string> refusals)
    {
        using var span = Telemetry.StartBatch("ingest", batch.Count);
        if (endpoints is not null) await RequireEndpointsAsync(batch, refusals, endpoints).ConfigureAwait(false);
        var sound = refusals.Count == 0 ? batch : batch.FindAll(row => !refusals.ContainsKey(row.EdgeId));
        // Off the reader's thread, which reads on meanwhile.
        var outcomes = await Task.Run(() => writer.WriteAsync(sound, cancellationToken), cancellationToken).ConfigureAwait(false);
        outcomes.AddRange(batch.Where(row => refusals.ContainsKey(row.EdgeId))
            .Select(row => RowOutcome.Refused(row, refusals[row.EdgeId])));
        return outcomes;
    }

    private async Task RequireEndpointsAsync(List<EdgeRow> batch, Dictionary<string, string> refusals, EndpointCreation creation)
    {
        var sound = batch.FindAll(row => !refusals.ContainsKey(row.EdgeId));
        var refusal = await creation.RequireAsync(sound, cancellationToken).ConfigureAwait(false);
        foreach (var (id, reason) in Refusals(sound, refusal)) refusals.Add(id, reason);
    }

    /// <summary>Waits for a batch in flight and counts its rows.</summary>
    private async Task SettleAsync()
    {
        cancellationToken.ThrowIfCancellationRequested();
        var done = await Task.WhenAny([.. _flying, .. _ofNewTypes]).ConfigureAwait(false);
        if (!_flying.Remove(done)) _ofNewTypes.Remove(done);
        foreach (var outcome in await done.ConfigureAwait(false))
        {
            if (outcome.Reason is { } reason) await RefuseAsync(outcome.Row, reason).ConfigureAwait(false);
            else if (outcome.WasCreated) _created++;
            else _present++;
            _pending.Remove(outcome.Row.EdgeId, out var followers);
            foreach (var follower in followers!) Follow(follower, outcome);
        }
        progress?.Report(_created + _present + _refused);
    }

    /// <summary>A row that repeats one of this run is present; any other asks the graph for itself.</summary>
    private void Follow(EdgeRow row, RowOutcome leader)
    {
        _followers--;
        if (leader.Reason is null && row.Repeats(leader.Row)) _present++;
        else Enlist(row);
    }

    private async Task RefuseAsync(EdgeRow row, string reason)
    {
        _refused++;
        if (refused is not null) await refused(new RefusedEdge(row, reason)).ConfigureAwait(false);
    }
}

/// <summary>What became of a row: created, present, or refused for a reason.</summary>
internal readonly record struct RowOutcome(EdgeRow Row, bool WasCreated, string? Reason)
{
    public static RowOutcome Created(EdgeRow row) => new(row, true, null);

    public static RowOutcome Present(EdgeRow row) => new(row, false, null);

    public static RowOutcome Refused(EdgeRow row, string reason) => new(row, false, reason);
}
