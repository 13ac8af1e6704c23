using GraphQueries.Catalogue;
using GraphQueries.Client;
using GraphQueries.Language;
using GraphQueries.Presentation.Widget;
using GraphQueries.Report;
using GraphQueries.Transport;
using GraphSync.History;
using GraphSync.Review;

namespace Bridge.Host.Pages;

/// <summary>
/// Has Neo4j plan what the pages ask of edges, each text once and with no time limit. With two hundred types that takes seconds: a page
/// that was cut off while its question was planned would be cut off each time, and readers who ask the same at once would have it planned
/// as often.
/// </summary>
/// <param name="graph">Where they are planned.</param>
/// <param name="time">Tells a plan's age.</param>
/// <param name="longText">Shorter texts are about few types, and planned in no time.</param>
internal sealed class PagePlans(IGraph graph, TimeProvider time, int longText = 5_000) : IAsyncDisposable
{
    // A server that was restarted, or has forgotten a plan, is given it again.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const string Nobody = "";

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Plan> _plans = new(StringComparer.Ordinal);

    /// <summary>Waits until a question is planned, which it may be already.</summary>
    /// <param name="question">With the parameters that it will be asked with: their types are part of a plan.</param>
    /// <param name="stop">Ends the wait alone.</param>
    public Task OfAsync(CypherStatement question, CancellationToken stop)
    {
        if (question.Text.Length < longText) return Task.CompletedTask;
        lock (_lock)
        {
            foreach (var (text, plan) in _plans.Where(one => IsOld(one.Value)).ToList()) _plans.Remove(text);
            if (!_plans.TryGetValue(question.Text, out var made))
            {
                made = new Plan(Task.Run(() => ExplainAsync(question), CancellationToken.None), time.GetTimestamp());
                _plans.Add(question.Text, made);
            }
            return made.Made.WaitAsync(stop);
        }
    }

    /// <summary>Has everything planned that pages ask of edges of these types, one question after another: a reader who comes meanwhile
    /// waits for his own alone.</summary>
    public async Task OfAllAsync(EdgeSchema schema)
    {
        var client = new GraphClient(new PageGraph(graph, PageGate.TimeLimit, this), schema);
        var flagged = new FlaggedEdges(client);
        Func<Task>[] questions =
        [
            () => flagged.CountAsync(1, _stop.Token),
            () => new SubgraphWidget(client).ReadAsync(Nobody, _stop.Token),
            () => flagged.ListAsync(1, char.MaxValue.ToString(), _stop.Token),
            () => new EdgeHistory(client).FindAsync(Nobody, _stop.Token),
            () => client.ReadAsync(ReportQueries.Deltas, new ReportDeltasParameters(Nobody, [], "", 1), _stop.Token),
            () => client.ReadAsync(ReportQueries.Curated, new CuratedParameters([]), _stop.Token),
        ];
        foreach (var ask in questions) await TryAsync(ask);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] made;
        lock (_lock) made = [.. _plans.Values.Select(plan => plan.Made)];
        await Task.WhenAll(made);
        _stop.Dispose();
    }

    private bool IsOld(Plan plan) => plan.Made.IsCompleted && time.GetElapsedTime(plan.Started) >= Interval;

    private async Task ExplainAsync(CypherStatement question)
    {
        var explain = new CypherStatement($"EXPLAIN {question.Text}", question.Parameters);
        if (await TryAsync(() => graph.ReadAsync(explain, _stop.Token))) return;
        lock (_lock) _plans.Remove(question.Text);
    }

    private static async Task<bool> TryAsync(Func<Task> ask)
    {
        try
        {
            await ask();
            return true;
        }
        catch (Exception)
        {
            // Whatever it is, the daemon goes on, and whoever reads next tells of it.
            return false;
        }
    }

    private sealed record Plan(Task Made, long Started);
}
