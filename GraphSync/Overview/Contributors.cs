using Dapper;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Overview;

/// <summary>Who was paid for promotions. Reads only.</summary>
public sealed class Contributors(NpgsqlDataSource postgres)
{
    /// <summary>Who was paid for promotions of a version, reversals taken off; the most first, a hundred at most.</summary>
    public Task<IReadOnlyList<Contributor>> OfVersionAsync(string version, CancellationToken cancellationToken) =>
        ReadAsync(new { version, promotion = (string?)null }, cancellationToken);

    /// <summary>Who was paid for one promotion, reversals taken off; the most first, a hundred at most.</summary>
    public Task<IReadOnlyList<Contributor>> OfPromotionAsync(string promotion, CancellationToken cancellationToken) =>
        ReadAsync(new { version = (string?)null, promotion }, cancellationToken);

    private async Task<IReadOnlyList<Contributor>> ReadAsync(object parameters, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return (await connection.QueryAsync<Contributor>(new CommandDefinition(Sql.Load("Overview/contributors.sql"), parameters,
            cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
    }
}

/// <summary>What somebody was paid.</summary>
/// <param name="AgentId">Who; <c>treasury</c> for what nobody could be paid.</param>
/// <param name="AmountUtok">In utok.</param>
public sealed record Contributor(string AgentId, long AmountUtok);
