using GraphSync.Backfill;
using Support;

namespace GraphSync.Tests.Backfill;

public sealed class SliceQueueTests(ServersFixture servers) : BridgeTest(servers)
{
    /// <summary>Together they are longer than a row of an index may be.</summary>
    [Fact]
    public async Task WorkAsync_FinishesEachSlice_WhenTypeAndIdsAreAsLongAsTheyMayBe()
    {
        Slice[] slices = [.. Enumerable.Range(1, 3).Select(i => new Slice(LongText.Of(666, i), LongText.Of(666, 10 + i), "z", i))];
        var (queue, _) = await SliceQueue.JoinAsync(Bridge.Postgres, DateTime.UnixEpoch,
            _ => Task.FromResult<IReadOnlyList<Slice>>(slices), Cancellation);

        List<Slice> taken = [];
        while (await queue.WorkAsync(null, _ => Task.FromResult(new SliceOutcome()), Cancellation) is { } slice)
            taken.Add(slice with { Number = 0 });

        taken.ShouldBe(slices, ignoreOrder: true);
        (await queue.CountAsync(Cancellation)).ShouldBe((6, 6, 0));
    }
}
