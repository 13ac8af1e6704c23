using GraphQueries.Inbound;
using GraphQueries.Rescore;
using GraphSync.Edges;
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
    /// <returns>The judged ones, and what is wrong with rows that cannot be carried as they stand. Such a promotion is judged as well:
    /// it is refused, so that rescoring lists it, unless its id is too long for a job.</returns>
    public async Task<ReadRows<JudgedPromotion>> JudgeAsync(IReadOnlyList<string> ids, double sinceHours,
        IReadOnlyCollection<string> arriving, CancellationToken cancellationToken)
    {
        var read = await ReadRows<Promotion>.ReadAsync(Promotion.Table, ids, part => postgres.ReadAsync<Promotion>("Inbound/promotions.sql",
            new { ids = part.ToArray(), key = Columns.KeyCut, json = Columns.MaxJsonBytes }, cancellationToken)).ConfigureAwait(false);
        List<RowFault> faults = [.. read.Faults, .. read.Rows.Where(promotion => promotion.Fault is not null)
            .Select(promotion => new RowFault(Promotion.Table, promotion.Id, promotion.Fault!))];
        List<Promotion> promotions = [.. read.Rows.Where(promotion => Columns.IsKey(promotion.Id))];
        if (promotions.Count == 0) return new ReadRows<JudgedPromotion>([], faults);
        var installed = await postgres.ReadAsync<DateTime>("Inbound/installed-at.sql", null, cancellationToken).ConfigureAwait(false);
        var takenSince = installed[0].AddHours(-sinceHours);
        var named = promotions.SelectMany(p => new[] { p.Parent, p.Child }).OfType<string>().Where(Columns.IsKey)
            .Distinct(StringComparer.Ordinal).ToList();
        var asked = new KnownVersionsParameters(named);
        var real = (await graph.ReadAsync(InboundQueries.KnownVersions, asked, cancellationToken).ConfigureAwait(false))
            .Select(version => version.Id).Concat(arriving).ToHashSet(StringComparer.Ordinal);
        var accepted = await JobsAsync(JobStatus.Accepted, cancellationToken).ConfigureAwait(false);
        return new ReadRows<JudgedPromotion>(PromotionJudge.Judge(promotions, real.Contains, accepted, takenSince), faults);
    }

    /// <summary>The promotions that could not run, which each drain judges anew.</summary>
    public async Task<IReadOnlyList<string>> ReconsideredAsync(CancellationToken cancellationToken) =>
        [.. (await JobsAsync(JobStatus.Reconsidered, cancellationToken).ConfigureAwait(false)).Select(job => job.Id)];

    /// <summary>Judged promotions as the graph takes them, with the number of edges that each will rescore.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> RowsAsync(IReadOnlyList<JudgedPromotion> judged,
        CancellationToken cancellationToken)
    {
        var parents = judged.Where(j => j.Status == JobStatus.Queued).Select(j => j.Promotion.Parent!)
            .Distinct(StringComparer.Ordinal).ToList();
        var edges = await graph.CountEdgesAsync(parents, cancellationToken).ConfigureAwait(false);
        return [.. judged.Select(j => Row(j, edges))];
    }

    private Task<IReadOnlyList<RescoreJobRow>> JobsAsync(IReadOnlyCollection<string> statuses, CancellationToken cancellationToken) =>
        graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters(statuses), cancellationToken);

    private static Dictionary<string, object?> Row(JudgedPromotion judged, IReadOnlyDictionary<string, long> edges) =>
        new(StringComparer.Ordinal)
        {
            ["id"] = judged.Promotion.Id,
            ["parent_id"] = Kept(judged.Promotion.Parent),
            ["child_id"] = Kept(judged.Promotion.Child),
            ["detected_at"] = judged.Promotion.DetectedAtOrFirst,
            ["status"] = judged.Status,
            ["reason"] = judged.Reason,
            ["edges_left"] = judged.Promotion.Parent is { } parent ? edges.GetValueOrDefault(parent) : 0L,
        };

    // A refused promotion may name what no index takes.
    private static string? Kept(string? id) => id is not null && Columns.IsKey(id) ? id : null;
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
        foreach (var promotion in promotions.OrderBy(p => p.DetectedAt).ThenBy(p => p.Id, CodePointOrder.Instance))
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
