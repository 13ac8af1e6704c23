using GraphSync.Inbound;
using GraphSync.Operations;
using GraphSync.Outbound;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Sync;

/// <summary>Carries what is new both ways. Drain and mirror are its work, not what it needs around it: what they did is its
/// report.</summary>
internal sealed class SyncOperation(InboxDrain inbox, Mirror mirror, RejectedRows rejected, NpgsqlDataSource postgres)
    : Operation<SyncRequest, SyncReport>
{
    protected override async Task<SyncReport> ExecuteAsync(SyncRequest request, CancellationToken cancellationToken)
    {
        if (request.Full) await RefillAsync(cancellationToken).ConfigureAwait(false);
        var inbound = await inbox.RunAsync(OperationNeeds.DefaultSinceHours, cancellationToken).ConfigureAwait(false);
        return new SyncReport(inbound, await mirror.RunAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task RefillAsync(CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        await InboxRefill.RunAsync(connection, InboxRefill.Tables, cancellationToken).ConfigureAwait(false);
        await rejected.EnqueueAsync(cancellationToken).ConfigureAwait(false);
    }
}
