using System.Globalization;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Credit;

/// <summary>Tells why people were paid what they were, from what was stored when they were. Reads only.</summary>
public sealed class CreditExplainer(NpgsqlDataSource postgres)
{
    /// <summary>Reads an event.</summary>
    /// <exception cref="BadInputException">It has not been dealt with.</exception>
    public async Task<CreditExplanation> ReadAsync(string eventId, CancellationToken cancellationToken) =>
        await FindAsync(eventId, cancellationToken).ConfigureAwait(false) ?? throw new BadInputException(
            $"Event '{eventId}' has been neither paid nor refused: credit pays what is due and lists what waits, and why.");

    /// <summary>Reads an event; null when it has not been dealt with.</summary>
    public async Task<CreditExplanation?> FindAsync(string eventId, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var id = new { EventId = eventId, text = Columns.MaxTextCharacters };
        if (await connection.ReadAsync<EventRow>("Credit/read-event.sql", id, cancellationToken).ConfigureAwait(false) is not [var row])
            return null;
        var flows = Flows.FromJson(row.Flows);
        return new CreditExplanation
        {
            EventId = row.EventId,
            Status = row.Status,
            Reason = row.Reason,
            PoolUtok = row.PoolUtok,
            ProcessedAt = row.ProcessedAt,
            Shares = Explain(flows),
            Nodes = flows.Nodes,
            Edges = flows.Edges,
            Lines = await connection.ReadAsync<Payout>("Credit/read-lines.sql", id, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Splits each agent's share over its contributions, so that they add up to it.</summary>
    internal static IReadOnlyList<ExplainedShare> Explain(Flows flows)
    {
        var kept = flows.Nodes.Index().Where(n => n.Item.Kept > 0)
            .ToLookup(n => n.Item.Owner ?? FlowShare.Treasury, StringComparer.Ordinal);
        return [.. flows.Shares.Select(share =>
        {
            // Keys in the order of the walk, since equal remainders go by key.
            var masses = kept[share.AgentId].ToDictionary(n => n.Index.ToString("D10", CultureInfo.InvariantCulture), n => n.Item.Kept,
                StringComparer.Ordinal);
            var parts = masses.Count == 0 ? masses : Apportionment.Split(share.ShareUtok, masses);
            return new ExplainedShare(share.AgentId, share.Mass, share.ShareUtok, share.CapUtok, share.HeatUtok, share.PaidUtok,
                [.. parts.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => Leaf(p.Key, p.Value, flows))]);
        })];
    }

    private static ShareLeaf Leaf(string key, long utok, Flows flows)
    {
        var node = int.Parse(key, CultureInfo.InvariantCulture);
        return new ShareLeaf(node, flows.Nodes[node].Kind, flows.Nodes[node].Id, flows.Nodes[node].Kept, utok);
    }

    private sealed record EventRow(string EventId, string Status, string? Reason, long? PoolUtok, string? Flows, DateTime? ProcessedAt);
}
