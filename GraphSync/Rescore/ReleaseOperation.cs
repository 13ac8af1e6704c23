using GraphSync.Leases;
using GraphSync.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GraphSync.Rescore;

/// <summary>Lets a held promotion pass, without a pass. It stands under the lease of rescoring, which may be about to hold it.</summary>
internal sealed class ReleaseOperation(FenceKeeper fences, IOptions<RescoreOptions> options, TimeProvider time,
    ILogger<ReleaseOperation> log) : Operation<ReleaseRequest, ReleaseReport>
{
    // Somebody looks at a page meanwhile.
    private static readonly TimeSpan LeaseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Releases it.</summary>
    /// <exception cref="BadInputException">There is no such promotion, it is not held, or another bridge is rescoring.</exception>
    protected override async Task<ReleaseReport> ExecuteAsync(ReleaseRequest request, CancellationToken cancellationToken)
    {
        var fence = await fences.EnterAsync(RescoreOperation.Job, LeaseTimeout, cancellationToken).ConfigureAwait(false)
            ?? throw JobRelease.Busy();
        await using var _ = fence.ConfigureAwait(false);
        return await fence.WhileHeldAsync(async held =>
        {
            var store = new FencedStore(fence, options.Value, time, log);
            await store.ReleaseAsync(new JobRelease(request.Promotion, LetsPass: true), held).ConfigureAwait(false);
            return new ReleaseReport(request.Promotion);
        }, cancellationToken).ConfigureAwait(false);
    }
}
