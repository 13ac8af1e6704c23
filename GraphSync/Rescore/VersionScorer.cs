using GraphQueries.Inbound;
using GraphSync.Postgres;
using GraphSync.Rescore.Scoring;
using Npgsql;

namespace GraphSync.Rescore;

/// <summary>The scorer that a child version asks for.</summary>
internal static class VersionScorer
{
    /// <exception cref="ScoringException">It cannot be had.</exception>
    public static async Task<IScorer> CreateAsync(GraphClient graph, NpgsqlDataSource postgres, KnownVersionRow parent,
        KnownVersionRow child, ScorerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (child.Scorer is not { } scorer) return FallbackScorer.Create(graph, parent, child);
        // The graph keeps no credentials: the column has them.
        if (scorer.Contains(Redaction.Mark, StringComparison.Ordinal))
        {
            var rows = await postgres.ReadAsync<string?>("Rescore/scorer.sql", new { id = child.Id }, cancellationToken)
                .ConfigureAwait(false);
            scorer = rows.FirstOrDefault() ?? throw new ScoringException(
                $"The scorer of '{child.Id}' is no longer in model_versions: restore it, then sync --full.");
        }
        return ScorerFactory.Create(scorer, options, time);
    }
}
