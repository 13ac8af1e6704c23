using GraphQueries.Catalogue;
using GraphQueries.Client;
using GraphQueries.Presentation.Widget;
using GraphQueries.Review;
using GraphQueries.Transport;

namespace Bridge.Host.Pages;

/// <summary>
/// Has Neo4j plan what the pages ask of edges, in the background and with no time limit. With two hundred types that takes seconds, once
/// for a set of types: no reader is to wait for it, and a page that was cut off while its question was planned would be cut off each time.
/// </summary>
internal sealed class PagePlans(IGraph graph, TimeProvider time) : IAsyncDisposable
{
    // A server that was restarted, or has forgotten a plan, is given it again.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private EdgeSchema? _schema;
    private long _started;
    private Task _planning = Task.CompletedTask;

    /// <summary>Sees to it that there are plans for these types; returns at once.</summary>
    public void Want(EdgeSchema schema)
    {
        lock (_lock)
        {
            if (!_planning.IsCompleted || (IsPlanned(schema) && time.GetElapsedTime(_started) < Interval)) return;
            (_schema, _started) = (schema, time.GetTimestamp());
            _planning = Task.Run(() => PlanAsync(new GraphClient(graph, schema)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _planning;
        _stop.Dispose();
    }

    private bool IsPlanned(EdgeSchema schema) => _schema?.Types.SequenceEqual(schema.Types) ?? false;

    private async Task PlanAsync(GraphClient client)
    {
        const string nobody = "";
        try
        {
            await client.ReadAsync(ReviewQueries.Flagged, new FlaggedParameters(1, char.MaxValue.ToString()), _stop.Token);
            await client.ReadAsync(ReviewQueries.FlaggedCount, new FlaggedCountParameters(1), _stop.Token);
            await client.ReadAsync(WidgetQueries.Version, new VersionFactsParameters(nobody, 1), _stop.Token);
            await client.ReadAsync(WidgetQueries.Top, new TopEdgesParameters(nobody, 1, client.Schema.NodeLabel), _stop.Token);
        }
        catch (Exception e) when (e is GraphException or GraphConnectionLostException or GraphUnavailableException
            or OperationCanceledException)
        {
            // Whoever reads next tells of what is wrong, and wants them again.
        }
    }
}
