using GraphQueries.Doctor;
using GraphQueries.EdgeTypes;
using GraphSync.Backfill;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GraphSync.Monitoring;

/// <summary>
/// How edges are attributed, by day. Counting reads all edges, so it is done in the background, as often as
/// <see cref="BackgroundPace"/> allows, and once an hour at most whichever bridge does it. The last count of each day is kept in
/// <c>bridge_attribution</c>.
/// </summary>
public sealed class AttributionMonitor
{
    private readonly GraphClient _graph;
    private readonly EdgeTypeRegistry _types;
    private readonly NpgsqlDataSource _postgres;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    internal AttributionMonitor(GraphClient graph, EdgeTypeRegistry types, NpgsqlDataSource postgres, TimeProvider time,
        ILogger<AttributionMonitor> log) => (_graph, _types, _postgres, _time, _log) = (graph, types, postgres, time, log);

    /// <summary>The last days that were counted, the first of them first.</summary>
    public async Task<IReadOnlyList<AttributionDay>> LastAsync(int days, CancellationToken cancellationToken)
    {
        var counts = await _postgres.ReadAsync<Count>("Monitoring/attribution.sql", new { days }, cancellationToken).ConfigureAwait(false);
        return [.. counts.GroupBy(count => count.Day).Select(day => new AttributionDay(DateOnly.Parse(day.Key,
            System.Globalization.CultureInfo.InvariantCulture), day.ToDictionary(count => count.Method, count => count.Edges)))];
    }

    /// <summary>Goes on until it is told to stop. No failure ends it.</summary>
    /// <exception cref="OperationCanceledException">It was.</exception>
    public Task RunAsync(CancellationToken cancellationToken) =>
        BackgroundPace.RunAsync(CountIfDueAsync, failure => _log.AttributionNotCounted(failure), _time, cancellationToken);

    /// <summary>Counts now, and keeps it as this day's count.</summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        await _types.LoadAsync(cancellationToken).ConfigureAwait(false);
        var counted = (await _graph.ReadWholeAsync(DoctorQueries.Attribution, _graph.Schema.Types,
            new AttributionParameters(AttributionMethods.All), cancellationToken).ConfigureAwait(false))
            .ToDictionary(row => row.Method, row => row.Edges, StringComparer.Ordinal);
        // What there is none of any more replaces what there was earlier that day.
        string[] methods = [.. AttributionDay.Methods];
        long[] edges = [.. methods.Select(method => counted.GetValueOrDefault(method))];
        await _postgres.RunAsync("Monitoring/keep-attribution.sql", new { at = _time.GetUtcNow().UtcDateTime, methods, edges },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task CountIfDueAsync(CancellationToken cancellationToken)
    {
        if (await IsDueAsync(cancellationToken).ConfigureAwait(false)) await CountAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        var last = (await _postgres.ReadAsync<DateTime?>("Monitoring/attribution-age.sql", null, cancellationToken)
            .ConfigureAwait(false))[0];
        return last is null || (_time.GetUtcNow().UtcDateTime - last.Value).Duration() >= BackgroundPace.ShortestRest;
    }

    private sealed record Count(string Day, string Method, long Edges);
}

/// <summary>How edges were attributed on a day.</summary>
/// <param name="Day">In UTC.</param>
/// <param name="Edges">How many, by <see cref="Methods"/>.</param>
public sealed record AttributionDay(DateOnly Day, IReadOnlyDictionary<string, long> Edges)
{
    /// <summary>The edge came with its version.</summary>
    public const string Given = "given";

    /// <summary>Backfill found no version.</summary>
    public const string Unknown = "unknown";

    /// <summary>Curated, or not looked at yet.</summary>
    public const string None = "none";

    /// <summary>How edges can be attributed: given, or by backfill in one of its ways; then unknown, and none.</summary>
    public static IReadOnlyList<string> Methods { get; } = [Given, .. AttributionMethods.All, Unknown, None];

    /// <summary>Edges whose version is known.</summary>
    public long Attributed => Edges.Where(method => method.Key is not (Unknown or None)).Sum(method => method.Value);

    /// <summary>Edges that are counted as a method.</summary>
    public long Of(string method) => Edges.GetValueOrDefault(method);
}
