using Dapper;
using GraphSync.Postgres;

namespace GraphSync.Credit;

/// <summary>Takes a payment back whole, with ledger lines of its own; no line is ever edited.</summary>
public sealed class CreditReversal(BridgeContext context)
{
    /// <summary>Reverses an event that was paid. Heat stays as it is, and the event does not become due again.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="why">Kept as the event's reason and with each line; not blank.</param>
    /// <param name="cancellationToken">Stops it before anything is written.</param>
    /// <returns>The reversing lines, by agent id.</returns>
    /// <exception cref="BadInputException">The event was not paid, or has been reversed, or no reason is given.</exception>
    public async Task<IReadOnlyList<Payout>> RunAsync(string eventId, string why, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(why)) throw new BadInputException("A reversal needs a reason: give it with --why TEXT.");
        if (why.Contains('\0', StringComparison.Ordinal) || Identifier.HasLoneSurrogate(why)) throw new BadInputException("--why holds characters that PostgreSQL cannot keep: leave them out.");
        var connection = await context.Postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        var at = Instants.Cut(context.Time.GetUtcNow()).UtcDateTime;
        CommandDefinition Query(string name) => new(Sql.Load($"Credit/{name}.sql"), new { EventId = eventId, Why = why, At = at }, transaction, cancellationToken: cancellationToken);

        Require(eventId, await connection.ExecuteScalarAsync<string?>(Query("lock-event")).ConfigureAwait(false));
        foreach (var step in (string[])["reverse-lines", "reverse-wallets", "close-event"])
            await connection.ExecuteAsync(Query(step)).ConfigureAwait(false);
        var lines = await connection.QueryAsync<Payout>(Query("read-lines")).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return [.. lines.Where(line => line.Kind == "reversal")];
    }

    private static void Require(string eventId, string? status)
    {
        if (status == "paid") return;
        throw new BadInputException(status switch
        {
            "reversed" => $"Event '{eventId}' has been reversed already: credit explain {eventId} shows when and why.",
            "refused" => $"Event '{eventId}' was refused, so there is nothing to reverse: credit explain {eventId} shows why.",
            _ => $"Event '{eventId}' has not been paid: credit shows what waits, and why.",
        });
    }
}
