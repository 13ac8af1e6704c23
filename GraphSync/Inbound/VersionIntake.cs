using GraphQueries.Inbound;
using GraphSync.Batching;
using GraphSync.Leases;
using Npgsql;

namespace GraphSync.Inbound;

/// <summary>Carries model versions into the graph.</summary>
internal static class VersionIntake
{
    /// <summary>Writes the versions of some artifacts as they are now. One that cannot be carried keeps nobody else back.</summary>
    /// <returns>How many were written, and what is wrong with the others.</returns>
    public static async Task<(int Written, IReadOnlyList<RowFault> Faults)> TakeAsync(Fence fence, NpgsqlDataSource postgres,
        IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return (0, []);
        var read = await VersionRows.ReadAsync(postgres, ids, cancellationToken).ConfigureAwait(false);
        List<RowFault> faults = [.. read.Faults];
        var written = 0;
        await BatchBisection.RunAsync(read.Rows, async part =>
        {
            var versions = new VersionsParameters(fence.Job, fence.Epoch, part);
            written += fence.Require(await fence.Graph.WriteAsync(InboundQueries.Versions, versions, cancellationToken)
                .ConfigureAwait(false)).Versions;
        }, ItemFault.IsPossible, (row, failure) =>
        {
            faults.Add(RowFault.Of(VersionRows.Versions, (string)row["id"]!, failure));
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        return (written, faults);
    }
}
