using Dapper;
using GraphQueries.Inbound;
using GraphQueries.Rescore;
using GraphSync.Leases;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Rescore;

/// <summary>
/// Gives promotions their jobs as they leave the inbox. What cannot run is kept with its reason, and looked at again when its
/// versions have arrived or the user reaches further back.
/// </summary>
internal sealed class PromotionIntake(BridgeContext context, Fence fence, double sinceHours)
{
    private static readonly string[] Accepted = ["queued", "parked", "done", "old"];
    private static readonly string[] Reconsidered = ["refused", "old"];

    /// <summary>Makes the jobs of promotions by their ids.</summary>
    public async Task<int> TakeAsync(NpgsqlConnection connection, string[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0) return 0;
        var promotions = (await connection.QueryAsync<Promotion>(new CommandDefinition(Sql.Load("Rescore/promotions.sql"), new { ids },
            cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
        if (promotions.Count == 0) return 0;
        var installedAt = await connection.ExecuteScalarAsync<DateTime>(new CommandDefinition("SELECT installed_at FROM bridge_installation",
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        var judged = await JudgeAsync(promotions, installedAt, cancellationToken).ConfigureAwait(false);
        var counts = await CountAsync(judged, cancellationToken).ConfigureAwait(false);
        var rows = judged.Select(j => Row(j, counts)).ToList();
        return fence.Require(await fence.Graph.WriteAsync(RescoreQueries.Enqueue, new EnqueueParameters(fence.Job, fence.Epoch, rows), cancellationToken)
            .ConfigureAwait(false)).Created;
    }

    /// <summary>Looks again at those that could not run.</summary>
    public async Task ReconsiderAsync(CancellationToken cancellationToken)
    {
        var waiting = await context.Graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters(Reconsidered), cancellationToken).ConfigureAwait(false);
        if (waiting.Count == 0) return;
        var connection = await context.Postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        await TakeAsync(connection, [.. waiting.Select(job => job.Id)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says of each promotion whether it is queued, refused or too old; the oldest first, so that of a cycle the last is refused.</summary>
    internal async Task<IReadOnlyList<JudgedPromotion>> JudgeAsync(IReadOnlyList<Promotion> promotions, DateTime installedAt, CancellationToken cancellationToken)
    {
        var ids = promotions.SelectMany(p => new[] { p.Parent, p.Child ?? p.Target }).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var real = (await context.Graph.ReadAsync(InboundQueries.KnownVersions, new VersionIds(ids), cancellationToken).ConfigureAwait(false))
            .Select(version => version.Id).ToHashSet(StringComparer.Ordinal);
        var known = await context.Graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters(Accepted), cancellationToken).ConfigureAwait(false);
        return PromotionJudge.Judge(promotions, real.Contains, known, installedAt.AddHours(-sinceHours));
    }

    private async Task<IReadOnlyDictionary<string, long>> CountAsync(IEnumerable<JudgedPromotion> judged, CancellationToken cancellationToken)
    {
        var parents = judged.Where(j => j.Status == "queued").Select(j => j.Promotion.Parent!).Distinct(StringComparer.Ordinal).ToList();
        if (parents.Count == 0) return new Dictionary<string, long>();
        var rows = await context.Graph.ReadAsync(RescoreQueries.Count, new CountParameters(parents), cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Version, row => row.Edges, StringComparer.Ordinal);
    }

    private static Dictionary<string, object?> Row(JudgedPromotion judged, IReadOnlyDictionary<string, long> counts) => new(StringComparer.Ordinal)
    {
        ["id"] = judged.Promotion.Id,
        ["parent_id"] = judged.Promotion.Parent,
        ["child_id"] = judged.Promotion.Child ?? judged.Promotion.Target,
        ["detected_at"] = new DateTimeOffset(judged.Promotion.DetectedAt ?? DateTime.UnixEpoch),
        ["status"] = judged.Status,
        ["reason"] = judged.Reason,
        ["edges_left"] = judged.Promotion.Parent is { } parent && counts.TryGetValue(parent, out var edges) ? edges : 0L,
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
        var edges = accepted.Where(job => promotions.All(p => p.Id != job.Id)).Select(job => (Parent: job.ParentId!, Child: job.ChildId!)).ToList();
        List<JudgedPromotion> judged = [];
        foreach (var promotion in promotions.OrderBy(p => p.DetectedAt).ThenBy(p => p.Id, StringComparer.Ordinal))
        {
            var refusal = promotion.Refusal(isReal, edges.ToLookup(e => e.Parent, e => e.Child, StringComparer.Ordinal));
            if (refusal is not null)
            {
                judged.Add(new JudgedPromotion(promotion, "refused", refusal));
                continue;
            }
            edges.Add((promotion.Parent!, (promotion.Child ?? promotion.Target)!));
            judged.Add(promotion.DetectedAt < takenSince
                ? new JudgedPromotion(promotion, "old", "detected before the installation: reach further back with rescore --since-hours")
                : new JudgedPromotion(promotion, "queued", null));
        }
        return judged;
    }
}
