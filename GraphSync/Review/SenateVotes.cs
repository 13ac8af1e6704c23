using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Review;

/// <summary>With which version the Senate sided, as far as its decisions have been mirrored. Reads only.</summary>
public sealed class SenateVotes(NpgsqlDataSource postgres)
{
    /// <summary>The decisions about edges that these promotions flagged; those that were taken back do not count.</summary>
    public async Task<SenateVote> OfAsync(IReadOnlyCollection<string> promotions, CancellationToken cancellationToken) =>
        (await postgres.ReadAsync<SenateVote>("Review/votes.sql", new { promotions = promotions.ToArray() }, cancellationToken)
            .ConfigureAwait(false))[0];
}

/// <summary>Decisions about flagged edges.</summary>
/// <param name="Older">How many put the older version's confidence back.</param>
/// <param name="Newer">How many kept the newer one's.</param>
public sealed record SenateVote(long Older, long Newer);
