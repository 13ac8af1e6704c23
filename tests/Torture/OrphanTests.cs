using Support;
using Torture.Faults;

namespace Torture;

/// <summary>What a killed bridge leaves on Neo4j: an open transaction in which nothing runs names no run, so that nobody can end it, and
/// keeps its locks for as long as its time limit allows.</summary>
public sealed class OrphanTests(Rig rig)
{
    private const string Open = "SHOW TRANSACTIONS YIELD currentQuery, elapsedTime WHERE NOT currentQuery STARTS WITH 'SHOW' "
        + "RETURN elapsedTime.milliseconds";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheWalkOfCredit_HoldsItsLocksNoLongerThanOthers_WhenItsBridgeIsKilledBeforeTheCommit()
    {
        using var databases = await rig.CreateDatabasesAsync();
        var variables = rig.Variables(databases);
        (await BridgeProcess.RunAsync(["migrate"], variables, cancellation: Cancellation)).ExitCode.ShouldBe(0);
        await PromoteAsync(databases);
        await using (var bridge = BridgeProcess.Start(["credit"], variables))
        {
            KillAtCommitAfter("RELIED_ON", bridge);
            (await bridge.WaitAsync(cancellation: Cancellation)).ExitCode.ShouldBe(137);
        }

        var longest = 0L;
        await Until.TrueAsync(async () =>
        {
            var open = await databases.CypherAsync(Open);
            longest = Math.Max(longest, open.Select(row => row[0].GetInt64()).DefaultIfEmpty().Max());
            return open.Count == 0;
        }, "it is gone", Cancellation);

        longest.ShouldBeInRange(1, 30_000);
    }

    private static Task PromoteAsync(Databases databases) => databases.SqlAsync("""
        INSERT INTO artifacts (id, artifact_type) VALUES ('m1', 'model'), ('m2', 'model');
        INSERT INTO model_versions (artifact_id, model_id, version_number, trained_by)
        VALUES ('m1', 'm', 1, 'tess'), ('m2', 'm', 2, 'tess');
        INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata)
        VALUES ('p1', 'model_version_promoted', 'm2', '{"parent_artifact_id": "m1", "child_artifact_id": "m2"}')
        """);

    /// <summary>The first commit after a statement that holds a text never arrives, since the bridge is killed.</summary>
    private void KillAtCommitAfter(string text, BridgeProcess bridge)
    {
        rig.Neo4j.Set(new Trap(text, 1, Moment.OnceItArrived, () =>
        {
            rig.Neo4j.Set(new Trap("/commit HTTP/1.1", 1, Moment.BeforeItArrives, () =>
            {
                bridge.Kill();
                return Task.FromResult(false);
            }));
            return Task.FromResult(true);
        }));
    }
}
