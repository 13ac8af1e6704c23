using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Credit;

/// <summary>Who was paid for promotions. Reads only.</summary>
public sealed class Contributors(NpgsqlDataSource postgres)
{
    /// <summary>Who was paid for promotions of a version, reversals taken off; the most first, <paramref name="limit"/> at most, beyond the
    /// first <paramref name="skip"/>.</summary>
    public Task<IReadOnlyList<Contributor>> OfVersionAsync(string version, int limit, int skip, CancellationToken cancellationToken) =>
        ReadAsync(new { version, promotion = (string?)null, limit, skip }, cancellationToken);

    /// <summary>Who was paid for one promotion, reversals taken off; the most first, <paramref name="limit"/> at most, beyond the first
    /// <paramref name="skip"/>.</summary>
    public Task<IReadOnlyList<Contributor>> OfPromotionAsync(string promotion, int limit, int skip, CancellationToken cancellationToken) =>
        ReadAsync(new { version = (string?)null, promotion, limit, skip }, cancellationToken);

    private Task<IReadOnlyList<Contributor>> ReadAsync(object parameters, CancellationToken cancellationToken) =>
        postgres.ReadAsync<Contributor>("Credit/contributors.sql", parameters, cancellationToken);
}

/// <summary>What somebody was paid.</summary>
/// <param name="AgentId">Who; <c>treasury</c> for what nobody could be paid.</param>
/// <param name="AmountUtok">In utok, whole; many payments may come to more than a wallet could hold.</param>
public sealed record Contributor(string AgentId, decimal AmountUtok);
