using GraphQueries.Client;

namespace GraphQueries.Outbound;

/// <summary>What the graph has to tell PostgreSQL.</summary>
internal static class Outbox
{
    private static readonly OutboxParameters One = new(1);

    /// <summary>Whether there is anything to mirror; it looks no further than at one entry.</summary>
    public static async Task<bool> HasOutboxEntryAsync(this GraphClient graph, CancellationToken cancellationToken) =>
        (await graph.ReadAsync(OutboundQueries.Backlog, One, cancellationToken).ConfigureAwait(false))[0].Entries > 0;
}
