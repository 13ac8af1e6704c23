using GraphSync.Backfill;
using Support;

namespace GraphSync.Tests.Backfill;

public sealed class SliceQueueTests(ServersFixture servers) : BridgeTest(servers)
{
    /// <summary>Together they are longer than a row of an index may be.</summary>
    [Fact]
    public async Task WorkAsync_FinishesEachSlice_WhenTypeAndIdsAreAsLongAsTheyMayBe()
    {
        Slice[] slices = [.. Enumerable.Range(1, 3).Select(i => new Slice
        {
            EdgeTypes = [LongText.Of(666, i), "B\"{}"],
            After = LongText.Of(666, 10 + i),
            Last = "z",
            Edges = i,
        })];
        var (queue, _) = await SliceQueue.JoinAsync(Bridge.Postgres, DateTime.UnixEpoch,
            _ => Task.FromResult<IReadOnlyList<Slice>>(slices), Cancellation);

        string[] none = [];
        List<Slice> taken = [];
        while (await queue.WorkAsync(null, _ => Task.FromResult(new SliceOutcome()), Cancellation) is { } slice)
            taken.Add(slice with { Number = 0 });

        taken.Select(slice => slice with { EdgeTypes = none }).ShouldBe(slices.Select(slice => slice with { EdgeTypes = none }));
        taken.Select(slice => slice.EdgeTypes).ShouldBe(slices.Select(slice => slice.EdgeTypes));
        (await queue.CountAsync(Cancellation)).ShouldBe((6, 6, 0));
    }
}
