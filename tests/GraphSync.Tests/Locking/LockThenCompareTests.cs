using GraphQueries.Language;
using GraphSync.Postgres;
using GraphSync.Review;
using GraphSync.Tests.Rescore;
using Support;

namespace GraphSync.Tests.Locking;

/// <summary>Somebody changes an edge in a transaction that is open when a job comes to write that edge. The job has read the old state,
/// waits for the lock, and must look again once it has it.</summary>
public sealed class LockThenCompareTests(ServersFixture servers) : RescoreTest(servers)
{
    private const string Edge = "e00000";

    [Fact]
    public async Task Rescore_ScoresTheNewConfidence()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        await PromoteAsync();

        await WhileChangedAsync("r.confidence = 0.6", () => RescoreAsync());

        (await EdgeAsync("r.confidence")).ShouldBe(0.3);
        (await Bridge.CypherAsync("MATCH (d:RescoreDelta) RETURN d.old_confidence, d.new_confidence")).ShouldBe([[0.6, 0.3]]);
    }

    [Fact]
    public async Task Rescore_LeavesAnEdge_ThatStandsUnderAnotherVersionNow()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        await PromoteAsync();

        await WhileChangedAsync("r.rescored_by_artifact_id = 'other'", () => RescoreAsync());

        (await EdgeAsync("r.confidence")).ShouldBe(0.8);
        (await EdgeAsync("r.rescored_by_artifact_id")).ShouldBe("other");
    }

    [Fact]
    public async Task Keep_IsRefused_WhenTheFlagIsGone()
    {
        await FlagAsync();

        await Should.ThrowAsync<BadInputException>(() => WhileChangedAsync("r.senate_review_flag = false",
            () => Bridge.RunAsync(new ReviewRequest(Edge, ReviewDecision.Keep), Cancellation)));
    }

    [Fact]
    public async Task Restore_OverwritesNothing_WhenTheConfidenceIsAnother()
    {
        await FlagAsync();

        // It looks anew, and refuses to decide about what stands there now.
        await Should.ThrowAsync<BadInputException>(() => WhileChangedAsync("r.confidence = 0.1",
            () => Bridge.RunAsync(new ReviewRequest(Edge, ReviewDecision.Restore), Cancellation)));

        (await EdgeAsync("r.confidence")).ShouldBe(0.1);
    }

    [Fact]
    public async Task Revert_LeavesAndNamesTheEdge_WhenTheConfidenceIsAnother()
    {
        await FlagAsync();
        RevertReport? report = null;

        await WhileChangedAsync("r.confidence = 0.1",
            async () => report = await Bridge.RunAsync(new RevertRequest("p1#1"), Cancellation));

        report!.Restored.ShouldBe(0);
        (await EdgeAsync("r.confidence")).ShouldBe(0.1);
    }

    private async Task FlagAsync()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
    }

    /// <summary>Runs a job that meets an edge's lock, behind which the edge is changed.</summary>
    private async Task WhileChangedAsync(string change, Func<Task> job)
    {
        Task? running = null;
        await Bridge.Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement($"MATCH ()-[r:A {{edge_id: '{Edge}'}}]->() SET {change}"));
            running ??= job();
            await Until.TrueAsync(async () => running.IsCompleted || await Bridge.CypherValueAsync<long>(
                "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)") > 0, "the job waits for the lock",
                Cancellation);
            return 0;
        }, TimeSpan.FromMinutes(5), Cancellation);
        await running!;
    }

    private Task<object> EdgeAsync(string value) =>
        Bridge.CypherValueAsync<object>($"MATCH ()-[r:A {{edge_id: '{Edge}'}}]->() RETURN {value}");
}
