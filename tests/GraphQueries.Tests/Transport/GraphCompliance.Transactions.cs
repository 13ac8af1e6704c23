using GraphSync.Postgres;
using Microsoft.Extensions.Time.Testing;

namespace GraphQueries.Tests.Transport;

public abstract partial class GraphCompliance
{
    private const string Touch = "MATCH (n:Locked {id: $id}) SET n.by = $by RETURN n.by AS by";

    [Fact]
    public async Task Write_CommitsAllStatementsTogether()
    {
        var seen = await Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(Statement("CREATE (:Pair {id: 1})"));
            (await ValueAsync(Second, "MATCH (n:Pair) RETURN count(n)")).ShouldBe(0L);
            await transaction.RunAsync(Statement("CREATE (:Pair {id: 2})"));
            return (await transaction.RunAsync(Statement("MATCH (n:Pair) RETURN count(n)"))).Rows[0][0];
        }, null, Cancellation);
        seen.ShouldBe(2L);
        (await ValueAsync(Second, "MATCH (n:Pair) RETURN count(n)")).ShouldBe(2L);
    }

    [Fact]
    public async Task Write_RollsBack_WhenTheWorkThrows()
    {
        await CreateLockedAsync(1);
        await Should.ThrowAsync<DivideByZeroException>(() => Open(Unlimited).WriteAsync<int>(async transaction =>
        {
            await transaction.RunAsync(Statement("CREATE (:Ghost)"));
            await transaction.RunAsync(Statement(Touch, ("id", 1), ("by", "ghost")));
            throw new DivideByZeroException();
        }, null, Cancellation));
        (await ValueAsync(Second, "MATCH (n:Ghost) RETURN count(n)")).ShouldBe(0L);
        await TouchAsync();
    }

    [Fact]
    public async Task Write_RollsBack_WhenAStatementFailsLater()
    {
        await CreateLockedAsync(1);
        var error = await Should.ThrowAsync<GraphException>(() => Open(Unlimited).WriteAsync(async transaction =>
        {
            await transaction.RunAsync(Statement(Touch, ("id", 1), ("by", "ghost")));
            return await transaction.RunAsync(Statement("MATCH (n:Locked) RETURN 1 / (n.id - 1)"));
        }, null, Cancellation));
        error.Code.ShouldBe("Neo.ClientError.Statement.ArithmeticError");
        await TouchAsync();
        (await ValueAsync(Second, "MATCH (n:Locked) RETURN n.by")).ShouldBe("second");
    }

    [Fact]
    public async Task Write_CommitsNothing_WhenTheWorkSwallowsAFailure()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(Statement("CREATE (:Half {id: 1})"));
            await Should.ThrowAsync<GraphException>(() => transaction.RunAsync(Statement("RETURN 1 / 0")));
            return 1;
        }, null, Cancellation));
        await Should.ThrowAsync<InvalidOperationException>(() => Graph.WriteAsync(async transaction =>
        {
            await Should.ThrowAsync<GraphException>(() => transaction.RunAsync(Statement("RETURN 1 / 0")));
            return await transaction.RunAsync(Statement("CREATE (:Half {id: 2})"));
        }, null, Cancellation));
        (await ValueAsync(Second, "MATCH (n:Half) RETURN count(n)")).ShouldBe(0L);
    }

    [Fact]
    public async Task Write_DoesNothing_WithoutAStatement() =>
        (await Graph.WriteAsync(_ => Task.FromResult("nothing"), null, Cancellation)).ShouldBe("nothing");

    [Fact]
    public async Task Write_RefusesALimitOfNothing() => await Should.ThrowAsync<ArgumentOutOfRangeException>(() =>
        Graph.WriteAsync(_ => Task.FromResult(1), TimeSpan.Zero, Cancellation));

    [Fact]
    public async Task RunAlone_MayUseTransactionsOfItsOwn()
    {
        await Graph.RunAutoCommitAsync(
            Statement("UNWIND range(1, 10) AS x CALL (x) { CREATE (:Batch {x: x}) } IN TRANSACTIONS OF 2 ROWS"), Cancellation);
        (await ValueAsync(Graph, "MATCH (n:Batch) RETURN count(n)")).ShouldBe(10L);
    }

    [Fact]
    public async Task Read_SeesWhatTheSameGraphWrote_EveryTime()
    {
        for (var i = 0; i < 50; i++)
        {
            await WriteAsync(Graph, "MERGE (n:Step) SET n.i = $i", ("i", i));
            (await ValueAsync(Graph.Under("other"), "MATCH (n:Step) RETURN n.i")).ShouldBe((long)i);
        }
    }

    [Fact]
    public async Task Write_Dies_BeyondItsLimit_AndLeavesNoLock()
    {
        await CreateLockedAsync(1);
        var graph = Open(o => o with { RetryBudget = TimeSpan.Zero });
        await Should.ThrowAsync<Exception>(() => graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(Statement(Touch, ("id", 1), ("by", "late")));
            // Gets the lock when the limit has ended this transaction, and not before.
            await WriteAsync(Second, Touch, ("id", 1), ("by", null));
            return await transaction.RunAsync(Statement("RETURN 1"));
        }, TimeSpan.FromSeconds(1), Cancellation)).ContinueWith(error =>
            (error.Result is GraphConnectionLostException or GraphException).ShouldBeTrue(error.Result.ToString()), Cancellation);
        (await ValueAsync(Second, "MATCH (n:Locked) RETURN n.by")).ShouldBeNull();
    }

    [Fact]
    public async Task Statement_Dies_BeyondTheTransactionsLimit()
    {
        var error = await Should.ThrowAsync<GraphException>(() => Open(o => o with { RetryBudget = TimeSpan.Zero }).WriteAsync(
            transaction => transaction.RunAsync(Statement(Endless)), TimeSpan.FromSeconds(1), Cancellation));
        error.Code.ShouldContain("TransactionTimedOut");
        error.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task Write_GetsMoreTime_WhenItRanIntoItsLimit()
    {
        var tries = 0;
        await Graph.WriteAsync(
            transaction => transaction.RunAsync(Statement(tries++ == 0 ? Endless : "RETURN 1")), TimeSpan.FromSeconds(1), Cancellation);
        tries.ShouldBe(2);
    }

    [Fact]
    public async Task Locks_GoToOthersWithinTheLimit_WhenAClientIsKilled()
    {
        await CreateLockedAsync(1);
        await using var proxy = new FlakyProxy(Address);
        var victim = Open(o => o with { Uri = Local(proxy.Port), WriteTimeout = TimeSpan.FromSeconds(3), RetryBudget = TimeSpan.Zero });
        var locked = new TaskCompletionSource();
        var dying = victim.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(Statement(Touch, ("id", 1), ("by", "victim")));
            locked.SetResult();
            return await transaction.RunAsync(Statement(Endless));
        }, null, Cancellation);
        await locked.Task;
        proxy.Refuse = true;
        proxy.Cut();
        // Nothing but the limit ends the victim's statement.
        await WriteAsync(Second, Touch, ("id", 1), ("by", "second"));
        await Should.ThrowAsync<GraphConnectionLostException>(() => dying);
        (await ValueAsync(Second, "MATCH (n:Locked) RETURN n.by")).ShouldBe("second");
    }

    [Fact]
    public async Task Cancelling_EndsTheStatementOnTheServer()
    {
        foreach (var run in new Func<IGraph, CancellationToken, Task<QueryResult>>[]
        {
            (graph, token) => graph.ReadAsync(Statement(Endless), token),
            (graph, token) => graph.RunAutoCommitAsync(Statement(Endless), token),
            (graph, token) => graph.WriteAsync(transaction => transaction.RunAsync(Statement(Endless)), null, token),
            (graph, token) => graph.WriteAsync(async transaction =>
            {
                await transaction.RunAsync(Statement("CREATE (:Ghost)"));
                return await transaction.RunAsync(Statement(Endless));
            }, null, token),
        })
        {
            var graph = Open(Unlimited);
            using var cancel = new CancellationTokenSource();
            var running = run(graph, cancel.Token);
            await UntilTransactionsAsync(graph.Run, any: true);
            await cancel.CancelAsync();
            await UntilTransactionsAsync(graph.Run, any: false);
            await Should.ThrowAsync<OperationCanceledException>(() => running);
        }
        (await ValueAsync(Second, "MATCH (n:Ghost) RETURN count(n)")).ShouldBe(0L);
    }

    [Fact]
    public async Task Cancelling_LeavesNoLock_WheneverItHappens()
    {
        await CreateLockedAsync(1);
        var graph = Open(Unlimited);
        for (var microseconds = 0; microseconds < 6_000; microseconds += 400)
        {
            using var cancel = new CancellationTokenSource(TimeSpan.FromMicroseconds(microseconds), TimeProvider.System);
            try
            {
                await graph.WriteAsync(async transaction =>
                {
                    await transaction.RunAsync(Statement(Touch, ("id", 1), ("by", microseconds)));
                    return await transaction.RunAsync(Statement("RETURN 1"));
                }, null, cancel.Token);
            }
            catch (OperationCanceledException) { }
            await TouchAsync();
        }
    }

    [Fact]
    public async Task Cancelling_EndsAWriterThatWaitsForALock()
    {
        await CreateLockedAsync(1);
        await Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(Statement(Touch, ("id", 1), ("by", "holder")));
            var waiter = Open(Unlimited);
            using var cancel = new CancellationTokenSource();
            var waiting = WriteAsync(waiter, Touch, cancel.Token);
            await UntilTransactionsAsync(waiter.Run, any: true);
            await cancel.CancelAsync();
            await UntilTransactionsAsync(waiter.Run, any: false);
            await Should.ThrowAsync<OperationCanceledException>(() => waiting);
            return 1;
        }, null, Cancellation);
        (await ValueAsync(Second, "MATCH (n:Locked) RETURN n.by")).ShouldBe("holder");
    }

    [Fact]
    public async Task Cancelling_BeforeTheStart_SendsNothing()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => Graph.RunAutoCommitAsync(
            Statement("CREATE (:Ghost)"), new CancellationToken(true)));
        await Should.ThrowAsync<OperationCanceledException>(() => Graph.WriteAsync(
            transaction => transaction.RunAsync(Statement("CREATE (:Ghost)")), null, new CancellationToken(true)));
        (await ValueAsync(Second, "MATCH (n:Ghost) RETURN count(n)")).ShouldBe(0L);
    }

    [Fact]
    public async Task EveryStatement_CarriesItsRun()
    {
        var runs = new List<string>
        {
            (string)(await Graph.ReadAsync(Statement("RETURN $run"), Cancellation)).Rows[0][0]!,
            (string)(await Graph.RunAutoCommitAsync(Statement("RETURN $run"), Cancellation)).Rows[0][0]!,
        };
        runs.AddRange(await Graph.WriteAsync(async transaction => new[]
        {
            (string)(await transaction.RunAsync(Statement("RETURN $run"))).Rows[0][0]!,
            (string)(await transaction.RunAsync(Statement("RETURN $run"))).Rows[0][0]!,
        }, null, Cancellation));
        runs.ShouldAllBe(run => run.StartsWith(Graph.Run + "/"));
        runs.ShouldBeUnique();
        // Two who work under one run are told apart as well, or cancelling one would end the other.
        var (one, other) = (Graph.Under("job"), Graph.Under("job"));
        var first = (string)(await one.ReadAsync(Statement("RETURN $run"), Cancellation)).Rows[0][0]!;
        var second = (string)(await other.ReadAsync(Statement("RETURN $run"), Cancellation)).Rows[0][0]!;
        first.ShouldStartWith("job/");
        second.ShouldStartWith("job/");
        second.ShouldNotBe(first);
    }

    [Fact]
    public async Task Terminate_EndsThatRunAlone()
    {
        var runs = "job job:2 jo".Split(' ').ToDictionary(run => run, run => Graph.Under(run).ReadAsync(Statement(Endless), Cancellation));
        var writer = Open(o => o with { Run = "job" })
            .WriteAsync(transaction => transaction.RunAsync(Statement(Endless)), null, Cancellation);
        await Until.TrueAsync(async () => await TransactionsAsync("jo") == 4, "all four run", Cancellation);
        (await Second.TerminateAsync("job", Cancellation)).ShouldBe(2);
        foreach (var ended in new[] { runs["job"], writer })
            (await Should.ThrowAsync<GraphException>(() => ended)).Code.ShouldContain("Terminated");
        await Until.TrueAsync(async () => await TransactionsAsync("jo") == 2, "two are gone", Cancellation);
        (await Second.TerminateAsync("job:2", Cancellation)).ShouldBe(1);
        (await Second.TerminateAsync("jo", Cancellation)).ShouldBe(1);
        (await Second.TerminateAsync("nobody", Cancellation)).ShouldBe(0);
        await Should.ThrowAsync<ArgumentException>(() => Second.TerminateAsync("", Cancellation));
        foreach (var ended in runs.Values) await Should.ThrowAsync<GraphException>(() => ended);
    }

    [Fact]
    public async Task Write_RunsAgain_AfterADeadlock()
    {
        await CreateLockedAsync(1, 2);
        var meeting = new Barrier(2);
        var tries = 0;
        Task<QueryResult> LockBoth(int first, int second, string by)
        {
            var met = false;
            return Graph.WriteAsync(async transaction =>
            {
                Interlocked.Increment(ref tries);
                await transaction.RunAsync(Statement(Touch, ("id", first), ("by", by)));
                if (!met) await Task.Run(() => meeting.SignalAndWait(TimeSpan.FromSeconds(10)), Cancellation);
                met = true;
                var count = Statement("MATCH (n:Locked {id: $id}) SET n.count = coalesce(n.count, 0) + 1", ("id", second));
                return await transaction.RunAsync(count);
            }, null, Cancellation);
        }
        await Task.WhenAll(LockBoth(1, 2, "a"), LockBoth(2, 1, "b"));
        tries.ShouldBeGreaterThan(2);
        (await ValueAsync(Second, "MATCH (n:Locked) RETURN collect(n.count)")).ShouldBeAssignableTo<object?[]>()!.ShouldBe([1L, 1L]);
    }

    [Fact]
    public async Task Write_GivesUp_WhenTheBudgetIsSpent()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        var graph = Open(o => o with { RetryBudget = TimeSpan.FromMilliseconds(500) }, time);
        var tries = 0;
        await Should.ThrowAsync<GraphException>(() => graph.WriteAsync<int>(_ =>
        {
            tries++;
            throw new GraphException("Neo.TransientError.Transaction.DeadlockDetected", "again");
        }, null, Cancellation));
        tries.ShouldBe(1);
    }

    [Fact]
    public async Task Write_RunsAgain_WhenTheReplyToItsCommitIsLost_AndChangesNothing()
    {
        await using var proxy = new FlakyProxy(Address);
        var graph = Open(o => o with { Uri = Local(proxy.Port) });
        await graph.ReadAsync(Statement("RETURN 1"), Cancellation);
        var tries = 0;
        await graph.WriteAsync(async transaction =>
        {
            if (tries++ == 0) proxy.LoseReplyTo(CommitRequest);
            return await transaction.RunAsync(Statement("""
                MERGE (d:Paid {id: $id}) ON CREATE SET d.times = 0
                SET d.times = d.times + CASE d.times WHEN 0 THEN 1 ELSE 0 END
                """, ("id", "p1")));
        }, null, Cancellation);
        proxy.Lost.ShouldBe(1);
        tries.ShouldBe(2);
        (await ValueAsync(Second, "MATCH (d:Paid) RETURN collect(d.times)")).ShouldBeAssignableTo<object?[]>()!.ShouldBe([1L]);
    }

    [Fact]
    public async Task Reading_RunsAgain_WhenTheConnectionIsLost()
    {
        await using var proxy = new FlakyProxy(Address);
        var graph = Open(o => o with { Uri = Local(proxy.Port) });
        await graph.ReadAsync(Statement("RETURN 1"), Cancellation);
        proxy.LoseReplyTo("lose this");
        (await graph.ReadAsync(Statement("RETURN 'lose this' AS v"), Cancellation)).Rows[0][0].ShouldBe("lose this");
        proxy.Lost.ShouldBe(1);
    }

    [Fact]
    public async Task RunAlone_DoesNotRunAgain_WhenTheConnectionIsLost()
    {
        await using var proxy = new FlakyProxy(Address);
        var graph = Open(o => o with { Uri = Local(proxy.Port) });
        await graph.ReadAsync(Statement("RETURN 1"), Cancellation);
        proxy.LoseReplyTo("lose this");
        await Should.ThrowAsync<GraphConnectionLostException>(() =>
            graph.RunAutoCommitAsync(Statement("CREATE (:Alone {v: 'lose this'})"), Cancellation));
        // Whether it took effect is not known: over Bolt the server may notice first that its client is gone.
        await UntilTransactionsAsync(graph.Run, any: false);
        (await ValueAsync(Second, "MATCH (n:Alone) RETURN count(n)")).ShouldBeOfType<long>().ShouldBeLessThanOrEqualTo(1);
        proxy.Lost.ShouldBe(1);
    }

    [Fact]
    public async Task ManyWriters_OfOneNode_AllCommit_ThoughTheServersThreadsAreFew()
    {
        await CreateLockedAsync(1);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(Statement("MATCH (n:Locked) SET n.id = n.id"));
            await transaction.RunAsync(Statement("MATCH (n:Locked) SET n.count = coalesce(n.count, 0) + 1"));
            return 1;
        }, null, Cancellation)));
        (await ValueAsync(Second, "MATCH (n:Locked) RETURN n.count")).ShouldBe(40L);
    }

    private Task<QueryResult> CreateLockedAsync(params int[] ids) =>
        WriteAsync(Second, "UNWIND $ids AS id CREATE (:Locked {id: id})", ("ids", ids));

    private static Task<QueryResult> WriteAsync(IGraph graph, string text, CancellationToken cancellationToken) => graph.WriteAsync(
        transaction => transaction.RunAsync(Statement(text, ("id", 1), ("by", "waiter"))), null, cancellationToken);

    /// <summary>Another client, which a lock that somebody left behind would stop until it gives up.</summary>
    private Task<QueryResult> TouchAsync() => WriteAsync(Second, Touch, ("id", 1), ("by", "second"));
}
