using System.Runtime.CompilerServices;
using GraphSync.Batching;

namespace GraphSync.Tests.Batching;

public sealed class ReadAheadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ahead_GivesTheSameItems_AndReadsOneBeyondTheOneInUse()
    {
        var source = new Source(5);
        List<int> given = [];
        await foreach (var item in source.ReadAsync(Cancellation).AheadAsync(Cancellation))
        {
            given.Add(item);
            source.Read.ShouldBe(Math.Min(5, item + 1));
        }
        given.ShouldBe([1, 2, 3, 4, 5]);
        source.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Ahead_GivesWhatWasReadBefore_WhenTheSourceFails()
    {
        var source = new Source(5, failsAt: 3);
        List<int> given = [];
        await Should.ThrowAsync<IOException>(async () =>
        {
            await foreach (var item in source.ReadAsync(Cancellation).AheadAsync(Cancellation)) given.Add(item);
        });
        given.ShouldBe([1, 2]);
        source.IsDisposed.ShouldBeTrue();
    }

    // The source must not be left at work, nor be disposed of while it is.
    [Fact]
    public async Task Ahead_AwaitsWhatIsBeingRead_WhenTheConsumerStops()
    {
        var held = new TaskCompletionSource();
        var source = new Source(5, waitsAt: 2, held.Task);
        var items = source.ReadAsync(Cancellation).AheadAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        (await items.MoveNextAsync()).ShouldBeTrue();
        items.Current.ShouldBe(1);

        var stopped = items.DisposeAsync().AsTask();
        stopped.IsCompleted.ShouldBeFalse();
        source.IsDisposed.ShouldBeFalse();
        held.SetResult();
        await stopped;

        source.IsDisposed.ShouldBeTrue();
        source.Read.ShouldBe(2);
    }

    /// <summary>Counts from 1, and may fail or wait before one of its items.</summary>
    private sealed class Source(int count, int waitsAt = 0, Task? until = null, int failsAt = 0)
    {
        public int Read { get; private set; }

        public bool IsDisposed { get; private set; }

        public async IAsyncEnumerable<int> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                for (var item = 1; item <= count; item++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (item == waitsAt) await until!;
                    if (item == failsAt) throw new IOException("gone");
                    Read = item;
                    yield return item;
                }
            }
            finally
            {
                IsDisposed = true;
            }
        }
    }
}
