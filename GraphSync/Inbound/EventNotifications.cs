using System.Runtime.CompilerServices;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Inbound;

/// <summary>What PostgreSQL tells of new promotions and edge events, as they are committed.</summary>
/// <remarks>Needs PostgreSQL itself or a pooler in session mode: others pass no notifications on.</remarks>
public sealed class EventNotifications
{
    private readonly PostgresLogin _login;

    internal EventNotifications(PostgresLogin login) => _login = login;

    /// <summary>Listens on a connection of its own.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The <see cref="EventType"/> of what was committed, each once a transaction.</returns>
    /// <exception cref="PostgresUnavailableException">The connection cannot be opened.</exception>
    /// <exception cref="NpgsqlException">The connection was lost.</exception>
    public async IAsyncEnumerable<string> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var connection = await _login.OpenDedicatedAsync("listen", cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        // Npgsql adds to it while it is waited for, never meanwhile.
        Queue<string> events = [];
        connection.Notification += (_, notification) => events.Enqueue(notification.Payload);
        await connection.RunAsync("Inbound/listen.sql", null, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            while (events.TryDequeue(out var kind)) yield return kind;
            await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
