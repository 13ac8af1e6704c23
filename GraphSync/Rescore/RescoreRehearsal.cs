using Dapper;
using GraphQueries.Inbound;
using GraphQueries.Rescore;
using GraphSync.Postgres;
using GraphSync.Rescore.Scoring;
using Npgsql;

namespace GraphSync.Rescore;

/// <summary>
/// A dry run: what the next pass would do if it ran now. Nothing is written, so that promotions and versions that still wait in the
/// inbox are looked up in PostgreSQL.
/// </summary>
internal sealed class RescoreRehearsal(BridgeContext context, RescoreOptions options)
{
    public async Task<RescoreResult> RunAsync(RescoreRequest request, CancellationToken cancellationToken)
    {
        var connection = await context.Postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var jobs = await QueueAsync(connection, request.SinceHours, cancellationToken).ConfigureAwait(false);
        foreach (var job in jobs)
        {
            var edges = await new CandidateStream(context.Graph, job.ParentId!).ReadAsync(job.Cursor, cancellationToken: cancellationToken)
                .Take(options.MaxEdgesPerPass).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (edges.Count > 0) return await RehearseAsync(connection, job, edges, jobs.Count, cancellationToken).ConfigureAwait(false);
        }
        return new RescoreResult { Status = "nothing_due", DryRun = true, Message = "no promotion has edges left to rescore" };
    }

    /// <summary>Jobs as they would run: those of the graph, and promotions that have not left the inbox yet.</summary>
    private async Task<IReadOnlyList<RescoreJobRow>> QueueAsync(NpgsqlConnection connection, double sinceHours, CancellationToken cancellationToken)
    {
        var known = await context.Graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters(["queued", "parked", "done", "old", "refused"]), cancellationToken).ConfigureAwait(false);
        var standing = known.Where(job => job.Status is not ("old" or "refused")).ToDictionary(job => job.Id, StringComparer.Ordinal);
        var ids = (await connection.QueryAsync<string>(Command("SELECT row_id FROM bridge_inbox WHERE source_table = 'world_model_improvements'", null, cancellationToken)).ConfigureAwait(false))
            .Concat(known.Select(job => job.Id)).Where(id => !standing.ContainsKey(id)).Distinct(StringComparer.Ordinal).ToArray();
        var promotions = (await connection.QueryAsync<Promotion>(Command(Sql.Load("Rescore/promotions.sql"), new { ids }, cancellationToken)).ConfigureAwait(false)).AsList();
        var installedAt = await connection.ExecuteScalarAsync<DateTime>(Command("SELECT installed_at FROM bridge_installation", null, cancellationToken)).ConfigureAwait(false);
        var versions = (await VersionsAsync(connection, [.. promotions.SelectMany(p => new[] { p.Parent, p.Child ?? p.Target }).OfType<string>()], cancellationToken).ConfigureAwait(false))
            .Select(v => v.Id).ToHashSet(StringComparer.Ordinal);
        var queued = PromotionJudge.Judge(promotions, versions.Contains, [.. standing.Values], installedAt.AddHours(-sinceHours))
            .Where(judged => judged.Status == "queued").Select(judged => judged.Promotion)
            .Select(p => new RescoreJobRow(p.Id, p.Parent, p.Child ?? p.Target, "queued", null, new DateTimeOffset(p.DetectedAt!.Value), 0, 0, 0, ""));
        return [.. standing.Values.Where(job => job.Status == "queued").Concat(queued)
            .OrderBy(job => job.Passes > job.Failures && job.EdgesLeft > 0 ? 0 : 1).ThenBy(job => job.DetectedAt).ThenBy(job => job.Id, StringComparer.Ordinal)];
    }

    private async Task<RescoreResult> RehearseAsync(NpgsqlConnection connection, RescoreJobRow job, IReadOnlyList<EdgeRef> edges, int queued, CancellationToken cancellationToken)
    {
        var result = new RescoreResult { Status = "completed", DryRun = true, PromotionId = job.Id, Parent = job.ParentId, Child = job.ChildId, Queued = queued };
        try
        {
            var versions = (await VersionsAsync(connection, [job.ParentId!, job.ChildId!], cancellationToken).ConfigureAwait(false)).ToDictionary(v => v.Id, StringComparer.Ordinal);
            var scorer = RescoreScorer.Create(context.Graph, versions[job.ParentId!], versions[job.ChildId!], options.Scorers, context.Time);
            await using var _ = scorer.ConfigureAwait(false);
            var scores = await new CandidateScorer(context.Graph, job.ParentId!, scorer).ScoreAsync(edges, cancellationToken).ConfigureAwait(false);
            var left = (await context.Graph.ReadAsync(RescoreQueries.Count, new CountParameters([job.ParentId!]), cancellationToken).ConfigureAwait(false))[0].Edges - edges.Count;
            return Counted(result, scores) with { EdgesLeft = left, Queued = left > 0 ? queued : queued - 1, PassesLeft = (left + options.MaxEdgesPerPass - 1) / options.MaxEdgesPerPass };
        }
        catch (ScoringException e)
        {
            return result with { Status = "failed", Message = e.Message };
        }
    }

    private RescoreResult Counted(RescoreResult result, Scores scores)
    {
        var classes = scores.Scored.CountBy(edge => DeltaClass.Of(edge.Delta, options.LargeDecreaseThreshold, options.StableBand)).ToDictionary();
        return result with
        {
            Edges = scores.Scored.Count,
            LargeDecrease = classes.GetValueOrDefault(DeltaClass.LargeDecrease),
            Moderate = classes.GetValueOrDefault(DeltaClass.Moderate),
            Stable = classes.GetValueOrDefault(DeltaClass.Stable),
            Increase = classes.GetValueOrDefault(DeltaClass.Increase),
            Flagged = classes.GetValueOrDefault(DeltaClass.LargeDecrease),
            Errors = [.. scores.Left.Take(1_000)],
            ErrorCount = scores.Left.Count,
            Message = $"{scores.Scored.Count} edges would be rescored, {classes.GetValueOrDefault(DeltaClass.LargeDecrease)} flagged; nothing was written",
        };
    }

    private static async Task<IEnumerable<KnownVersionRow>> VersionsAsync(NpgsqlConnection connection, string[] ids, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(Command(Sql.Load("Inbound/versions.sql"), new { ids }, cancellationToken)).ConfigureAwait(false))
            .Select(row => new KnownVersionRow((string)row.id, (string)row.model_id, (int)row.version_number, (string?)row.scorer, (double?)row.quality_score));

    private static CommandDefinition Command(string text, object? parameters, CancellationToken cancellationToken) => new(text, parameters, cancellationToken: cancellationToken);
}
