using GraphSync.Postgres;
using GraphSync.Rescore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Support;

namespace GraphSync.Tests.Rescore;

/// <summary>A bridge with a clock that the test moves, and a version m1 promoted to m2.</summary>
public abstract class RescoreTest(ServersFixture servers) : BridgeTest(servers)
{
    protected FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow()) { AutoAdvanceAmount = TimeSpan.Zero };

    protected override TimeProvider Time => Clock;

    protected RescoreOptions Options => Bridge.Get<IOptions<RescoreOptions>>().Value;

    protected Task<RescoreReport> RescoreAsync(RescoreRequest? request = null) => Bridge.RunAsync(request ?? new(), Cancellation);

    /// <summary>m1 → m2 on the fallback: every confidence is halved unless told.</summary>
    protected async Task PromoteAsync(double factor = 0.5, string promotion = "p1", string? scorer = null)
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await Bridge.AddVersionAsync("m2", "m", 2, scorer, factor, "m1");
        await Bridge.PromoteAsync(promotion, "m1", "m2");
    }

    /// <summary>A scorer that runs this Python for each edge; <c>e</c> is the edge, <c>say(…)</c> answers.</summary>
    protected string Scorer(string body)
    {
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}.py");
        File.WriteAllText(path, $"import json, sys\ndef say(**answer): print(json.dumps(answer), flush=True)\n"
            + $"for line in sys.stdin:\n    e = json.loads(line)\n    {body}\n");
        return path;
    }

    protected Task<long> EdgesAsync(string where = "true") =>
        Bridge.CypherValueAsync<long>($"MATCH ()-[r]->() WHERE r.edge_id IS NOT NULL AND {where} RETURN count(r)");
}
