using GraphSync.Operations;
using GraphSync.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GraphSync.Credit;

/// <summary>Takes a payment back whole, with ledger lines of its own; no line is ever edited. Heat stays, and the event is not due
/// again.</summary>
internal sealed class ReverseOperation(NpgsqlDataSource postgres, IOptions<CreditOptions> options, TimeProvider time)
    : Operation<ReverseRequest, ReverseReport>
{
    private static readonly string[] Steps = ["reverse-lines", "reverse-wallets", "close-event"];

    /// <exception cref="BadInputException">The event was not paid, or has been reversed, or no reason is given; or a wallet cannot be
    /// changed.</exception>
    protected override async Task<ReverseReport> ExecuteAsync(ReverseRequest request, CancellationToken cancellationToken)
    {
        var (eventId, why) = request;
        if (string.IsNullOrWhiteSpace(why)) throw new BadInputException("A reversal needs a reason: give it with --why TEXT.");
        if (why.Contains('\0', StringComparison.Ordinal) || Identifier.HasLoneSurrogate(why))
            throw new BadInputException("--why holds characters that PostgreSQL cannot keep: leave them out.");
        try
        {
            var lines = await ReverseAsync(eventId, why, cancellationToken).ConfigureAwait(false);
            Telemetry.CreditEvents.Add(1, Telemetry.Tag("outcome", EventStatus.Reversed));
            return new ReverseReport(eventId, [.. lines.Where(line => line.Kind == LineKind.Reversal)]);
        }
        catch (PostgresException e) when (LockPatience.IsOver(e))
        {
            throw new BadInputException($"Event '{eventId}' was not reversed: {LockPatience.Reason}.");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.NumericValueOutOfRange)
        {
            throw new BadInputException($"Event '{eventId}' was not reversed: a wallet's balance_utok would leave the range of a bigint "
                + $"({e.MessageText}). Correct that wallet first.");
        }
    }

    private Task<IReadOnlyList<Payout>> ReverseAsync(string eventId, string why, CancellationToken cancellationToken)
    {
        var parameters = new { EventId = eventId, Why = why, At = Instants.Cut(time.GetUtcNow()).UtcDateTime };
        var isTried = false;
        return postgres.InTransactionAsync(async (connection, transaction) =>
        {
            await LockPatience.SetAsync(options.Value.LockWait, connection, transaction, cancellationToken).ConfigureAwait(false);
            Task<int> RunAsync(string step, object given) =>
                connection.RunAsync($"Credit/{step}.sql", given, cancellationToken, transaction);
            Task<IReadOnlyList<Payout>> LinesAsync() =>
                connection.ReadAsync<Payout>("Credit/read-lines.sql", parameters, cancellationToken, transaction);
            var status = await connection.ScalarAsync<string>("Credit/lock-event.sql", parameters, cancellationToken, transaction)
                .ConfigureAwait(false);
            // A reversal of this very call whose answer was lost.
            if (isTried && status == EventStatus.Reversed) return await LinesAsync().ConfigureAwait(false);
            RequirePaid(eventId, status);
            var paid = await LinesAsync().ConfigureAwait(false);
            await RunAsync("lock-wallets", new { agents = paid.Select(line => line.AgentId).ToArray() }).ConfigureAwait(false);
            foreach (var step in Steps) await RunAsync(step, parameters).ConfigureAwait(false);
            isTried = true;
            return await LinesAsync().ConfigureAwait(false);
        }, cancellationToken);
    }

    private static void RequirePaid(string eventId, string? status)
    {
        if (status == EventStatus.Paid) return;
        throw new BadInputException(status switch
        {
            EventStatus.Reversed => $"Event '{eventId}' has been reversed already: credit explain {eventId} shows when and why.",
            EventStatus.Refused => $"Event '{eventId}' was refused, so there is nothing to reverse: credit explain {eventId} shows why.",
            _ => $"Event '{eventId}' has not been paid: credit shows what waits, and why.",
        });
    }
}
