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

    // Both are asked for before the first is there.
    [Fact]
    public async Task ReadAhead_ReadsTwoAtOnce_AndGivesThemInTheirOrder()
    {
        var (first, second) = (new TaskCompletionSource<string>(), new TaskCompletionSource<string>());
        List<int> asked = [];
        var given = Enumerable.Range(0, 3).ReadAheadAsync(item =>
        {
            asked.Add(item);
            return item switch { 0 => first.Task, 1 => second.Task, _ => Task.FromResult("c") };
        }).GetAsyncEnumerator(Cancellation);

        var next = given.MoveNextAsync();
        asked.ShouldBe([0, 1]);
        second.SetResult("b");
        next.IsCompleted.ShouldBeFalse();
        first.SetResult("a");
        (await next).ShouldBeTrue();
        given.Current.ShouldBe("a");
        asked.ShouldBe([0, 1]);
        (await given.MoveNextAsync()).ShouldBeTrue();
        given.Current.ShouldBe("b");
        (await given.MoveNextAsync()).ShouldBeTrue();
        given.Current.ShouldBe("c");
        (await given.MoveNextAsync()).ShouldBeFalse();
        await given.DisposeAsync();
    }

    [Fact]
    public async Task ReadAhead_GivesWhatWasReadBefore_WhenAReadFails()
    {
        List<int> given = [];
        await Should.ThrowAsync<IOException>(async () =>
        {
            await foreach (var item in Enumerable.Range(0, 5)
                .ReadAheadAsync(item => item == 2 ? Task.FromException<int>(new IOException("gone")) : Task.FromResult(item)))
            {
                given.Add(item);
            }
        });
        given.ShouldBe([0, 1]);
    }

    [Fact]
    public async Task ReadAhead_AwaitsWhatIsBeingRead_WhenTheConsumerStops()
    {
        var held = new TaskCompletionSource<int>();
        var items = Enumerable.Range(0, 2).ReadAheadAsync(item => item == 0 ? Task.FromResult(item) : held.Task)
            .GetAsyncEnumerator(Cancellation);
        (await items.MoveNextAsync()).ShouldBeTrue();

        var stopped = items.DisposeAsync().AsTask();
        stopped.IsCompleted.ShouldBeFalse();
        held.SetException(new IOException("gone"));
        await stopped;
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
