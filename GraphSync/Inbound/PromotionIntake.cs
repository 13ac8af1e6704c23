using GraphQueries.Inbound;
using GraphQueries.Rescore;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Inbound;

/// <summary>
/// Says what becomes of promotions as they leave the inbox. What cannot run is kept with its reason, and looked at again when its
/// versions have arrived or the user reaches further back. Reads only.
/// </summary>
internal sealed class PromotionIntake(GraphClient graph, NpgsqlDataSource postgres)
{
    /// <summary>Judges promotions by their ids: the oldest first, so that of a cycle the last is refused.</summary>
    /// <param name="ids">Of rows in <c>world_model_improvements</c>; other events, and rows that are gone, are left out.</param>
    /// <param name="sinceHours">How far before the installation they are taken.</param>
    /// <param name="arriving">Versions that are not in the graph yet and count as real.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<JudgedPromotion>> JudgeAsync(IReadOnlyCollection<string> ids, double sinceHours,
        IReadOnlyCollection<string> arriving, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        var parameters = new { ids = ids.ToArray() };
        var promotions = await postgres.ReadAsync<Promotion>("Inbound/promotions.sql", parameters, cancellationToken).ConfigureAwait(false);
        if (promotions.Count == 0) return [];
        var installed = await postgres.ReadAsync<DateTime>("Inbound/installed-at.sql", null, cancellationToken).ConfigureAwait(false);
        var takenSince = installed[0].AddHours(-sinceHours);
        var named = promotions.SelectMany(p => new[] { p.Parent, p.Child }).OfType<string>()
            .Distinct(StringComparer.Ordinal).ToList();
        var asked = new KnownVersionsParameters(named);
        var real = (await graph.ReadAsync(InboundQueries.KnownVersions, asked, cancellationToken).ConfigureAwait(false))
            .Select(version => version.Id).Concat(arriving).ToHashSet(StringComparer.Ordinal);
        var accepted = await JobsAsync(JobStatus.Accepted, cancellationToken).ConfigureAwait(false);
        return PromotionJudge.Judge(promotions, real.Contains, accepted, takenSince);
    }

    /// <summary>The promotions that could not run, which each drain judges anew.</summary>
    public async Task<IReadOnlyCollection<string>> ReconsideredAsync(CancellationToken cancellationToken) =>
        [.. (await JobsAsync(JobStatus.Reconsidered, cancellationToken).ConfigureAwait(false)).Select(job => job.Id)];

    /// <summary>Judged promotions as the graph takes them, with the number of edges that each will rescore.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> RowsAsync(IReadOnlyList<JudgedPromotion> judged,
        CancellationToken cancellationToken)
    {
        var parents = judged.Where(j => j.Status == JobStatus.Queued).Select(j => j.Promotion.Parent!)
            .Distinct(StringComparer.Ordinal).ToList();
        var counts = parents.Count == 0 ? []
            : await graph.ReadAsync(RescoreQueries.Count, new CountParameters(parents), cancellationToken).ConfigureAwait(false);
        var edges = counts.ToDictionary(count => count.Version, count => count.Edges, StringComparer.Ordinal);
        return [.. judged.Select(j => Row(j, edges))];
    }

    private Task<IReadOnlyList<RescoreJobRow>> JobsAsync(IReadOnlyCollection<string> statuses, CancellationToken cancellationToken) =>
        graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters(statuses), cancellationToken);

    private static Dictionary<string, object?> Row(JudgedPromotion judged, Dictionary<string, long> edges) => new(StringComparer.Ordinal)
    {
        ["id"] = judged.Promotion.Id,
        ["parent_id"] = judged.Promotion.Parent,
        ["child_id"] = judged.Promotion.Child,
        ["detected_at"] = judged.Promotion.DetectedAtOrFirst,
        ["status"] = judged.Status,
        ["reason"] = judged.Reason,
        ["edges_left"] = judged.Promotion.Parent is { } parent ? edges.GetValueOrDefault(parent) : 0L,
    };
}

/// <summary>A promotion and what becomes of it: queued, refused or old, with the reason.</summary>
internal sealed record JudgedPromotion(Promotion Promotion, string Status, string? Reason);

/// <summary>Decides what becomes of promotions.</summary>
internal static class PromotionJudge
{
    /// <param name="promotions">In any order; judged by (detected_at, id).</param>
    /// <param name="isReal">Whether a version's row has arrived.</param>
    /// <param name="accepted">Jobs that stand.</param>
    /// <param name="takenSince">Promotions detected before are too old.</param>
    public static IReadOnlyList<JudgedPromotion> Judge(IReadOnlyList<Promotion> promotions, Func<string, bool> isReal,
        IReadOnlyList<RescoreJobRow> accepted, DateTime takenSince)
    {
        var judgedAnew = promotions.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        var edges = accepted.Where(job => !judgedAnew.Contains(job.Id))
            .Select(job => (Parent: job.ParentId!, Child: job.ChildId!)).ToList();
        List<JudgedPromotion> judged = [];
        foreach (var promotion in promotions.OrderBy(p => p.DetectedAt).ThenBy(p => p.Id, StringComparer.Ordinal))
        {
            var refusal = promotion.Refusal(isReal, edges.ToLookup(e => e.Parent, e => e.Child, StringComparer.Ordinal));
            if (refusal is not null)
            {
                judged.Add(new JudgedPromotion(promotion, JobStatus.Refused, refusal));
                continue;
            }
            edges.Add((promotion.Parent!, promotion.Child!));
            judged.Add(promotion.DetectedAt < takenSince
                ? new JudgedPromotion(promotion, JobStatus.Old,
                    "detected before the installation: reach further back with rescore --since-hours")
                : new JudgedPromotion(promotion, JobStatus.Queued, null));
        }
        return judged;
    }
}
