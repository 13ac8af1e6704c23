using GraphSync.Inbound;
using GraphSync.Leases;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Rescore.Scoring;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GraphSync.Rescore;

/// <summary>
/// Rescores the edges of promoted versions' predecessors, one pass a window. Runs of several bridges take turns; one that another has
/// in hand is waited for.
/// </summary>
internal sealed class RescoreOperation(FenceKeeper fences, GraphClient graph, NpgsqlDataSource postgres, InboxPreview inbox,
    RescoreJournal journal, IOptions<RescoreOptions> options, IOptions<ScorerOptions> scorers, TimeProvider time,
    ILogger<RescoreOperation> log)
    : Operation<RescoreRequest, RescoreReport>
{
    /// <summary>The lease that rescoring stands under.</summary>
    public const string Job = "rescore";

    private static readonly TimeSpan LeaseTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Runs one pass, goes on with one that was cut off, or says why there is nothing to do.</summary>
    /// <exception cref="BadInputException">The job that is to be released does not exist, or cannot run.</exception>
    protected override async Task<RescoreReport> ExecuteAsync(RescoreRequest request, CancellationToken cancellationToken)
    {
        if (request.DryRun)
        {
            var memory = await DryRunStore.OpenAsync(graph, inbox, request, options.Value, time, cancellationToken).ConfigureAwait(false);
            return await RunAsync(memory, cancellationToken).ConfigureAwait(false);
        }
        var fence = await fences.EnterAsync(Job, LeaseTimeout, cancellationToken).ConfigureAwait(false);
        if (fence is null)
        {
            return JobRelease.Of(request) is null
                ? new RescoreReport { Status = RescoreStatus.NothingDue, Message = "another bridge is rescoring" }
                : throw JobRelease.Busy();
        }
        await using var _ = fence.ConfigureAwait(false);
        return await fence.WhileHeldAsync(async held =>
        {
            var store = new FencedStore(fence, options.Value, time, log);
            await journal.WriteMissingAsync(held).ConfigureAwait(false);
            if (JobRelease.Of(request) is { } release) await store.ReleaseAsync(release, held).ConfigureAwait(false);
            return await RunAsync(store, held).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The run's line in the log, and the pass's row in <c>tool_calls</c>.</summary>
    public override Task ConcludeAsync(RescoreReport report, CancellationToken cancellationToken) =>
        journal.WriteAsync(report, cancellationToken);

    private Task<RescoreReport> RunAsync(RescoreStore store, CancellationToken cancellationToken) =>
        new RescoreRun(store, postgres, options.Value, scorers.Value, time, log).RunAsync(cancellationToken);
}
