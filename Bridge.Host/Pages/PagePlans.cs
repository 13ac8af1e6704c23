using GraphQueries.Catalogue;
using GraphQueries.Client;
using GraphQueries.History;
using GraphQueries.Presentation.Widget;
using GraphQueries.Report;
using GraphQueries.Transport;
using GraphSync.Review;

namespace Bridge.Host.Pages;

/// <summary>
/// Has Neo4j plan what the pages ask of edges, in the background and with no time limit. With two hundred types that takes seconds, once
/// for a set of types: no reader is to wait for it, and a page that was cut off while its question was planned would be cut off each time.
/// </summary>
internal sealed class PagePlans(IGraph graph, TimeProvider time) : IAsyncDisposable
{
    // A server that was restarted, or has forgotten a plan, is given it again.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const string Nobody = "";

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private EdgeSchema? _schema;
    private long _started;
    private Task _planning = Task.CompletedTask;
    private Task _planningMore = Task.CompletedTask;

    /// <summary>Sees to it that there are plans for these types; returns at once.</summary>
    public void Want(EdgeSchema schema)
    {
        lock (_lock)
        {
            if (!_planningMore.IsCompleted || (IsPlanned(schema) && time.GetElapsedTime(_started) < Interval)) return;
            (_schema, _started) = (schema, time.GetTimestamp());
            var client = new GraphClient(graph, schema);
            _planning = Task.Run(() => PlanAsync(client));
            _planningMore = PlanMoreAsync(_planning, client);
        }
    }

    /// <summary>Waits for plans that are being made: a reader who asks meanwhile would have the same planned a second time.</summary>
    /// <param name="withMore">Also for those of an edge's history and of reports, which are made last.</param>
    /// <param name="stop">Ends the wait alone.</param>
    public Task WaitAsync(bool withMore, CancellationToken stop)
    {
        lock (_lock) return (withMore ? _planningMore : _planning).WaitAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _planningMore;
        _stop.Dispose();
    }

    private bool IsPlanned(EdgeSchema schema) => _schema?.Types.SequenceEqual(schema.Types) ?? false;

    private Task PlanAsync(GraphClient client)
    {
        var flagged = new FlaggedEdges(client);
        return PlanAsync(() => Task.WhenAll(flagged.ListAsync(1, char.MaxValue.ToString(), _stop.Token), flagged.CountAsync(1, _stop.Token),
            new SubgraphWidget(client).ReadAsync(Nobody, _stop.Token)));
    }

    private async Task PlanMoreAsync(Task first, GraphClient client)
    {
        await first;
        await PlanAsync(() => Task.WhenAll(client.ReadAsync(HistoryQueries.Edge, new HistoryParameters(Nobody), _stop.Token),
            client.ReadAsync(ReportQueries.Deltas, new ReportDeltasParameters(Nobody, [], "", 1), _stop.Token),
            client.ReadAsync(ReportQueries.Curated, new CuratedParameters([]), _stop.Token)));
    }

    private static async Task PlanAsync(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (Exception e) when (e is GraphException or GraphConnectionLostException or GraphUnavailableException
            or OperationCanceledException)
        {
            // Whoever reads next tells of what is wrong, and wants them again.
        }
    }
}
