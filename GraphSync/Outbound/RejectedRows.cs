using GraphQueries.Outbound;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Outbound;

/// <summary>What the mirror has put aside.</summary>
internal sealed class RejectedRows(GraphClient graph, NpgsqlDataSource postgres, TimeProvider time)
{
    private const int PageSize = 1_000;

    /// <summary>Puts all of it into the outbox again. A row that passes now, or is gone, is forgotten by the mirror; one that does not is
    /// put aside anew.</summary>
    public async Task EnqueueAsync(CancellationToken cancellationToken)
    {
        for (long after = 0; ;)
        {
            var read = new { after, limit = PageSize };
            var page = await postgres.ReadAsync<Reject>("Outbound/rejects.sql", read, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) return;
            foreach (var group in page.Where(reject => MirrorItem.IsVerbatim(reject.RowId) && MirrorItem.IsVerbatim(reject.Relation))
                .GroupBy(reject => (reject.Kind, reject.Relation), reject => reject.RowId))
            {
                await EnqueueAsync(group.Key.Kind, group.Key.Relation, [.. group], cancellationToken).ConfigureAwait(false);
            }
            after = page[^1].Number;
        }
    }

    private async Task EnqueueAsync(string kind, string relation, string[] ids, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var outbox = kind switch
        {
            MirrorItem.DeltaKind => new OutboxEntryParameters("", [], ids, now),
            MirrorItem.ReviewKind => new OutboxEntryParameters("", [], [], now) { ReviewIds = ids },
            _ => new OutboxEntryParameters(relation, ids, [], now),
        };
        await graph.WriteAsync(OutboundQueries.Enqueue, outbox, cancellationToken).ConfigureAwait(false);
    }

    private sealed record Reject(long Number, string Kind, string RowId, string Relation);
}
