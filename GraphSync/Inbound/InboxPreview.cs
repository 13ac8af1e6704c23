using GraphQueries.Rescore;
using GraphSync.Edges;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Inbound;

/// <summary>What the graph would hold if the inbox were drained now, for dry runs. Reads only.</summary>
internal sealed class InboxPreview(GraphClient graph, PromotionIntake promotions, NpgsqlDataSource postgres)
{
    /// <summary>The model versions that wait in the inbox and can be carried, with all columns that the graph takes.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> VersionsAsync(CancellationToken cancellationToken)
    {
        var ids = await WaitingAsync(InboxDrain.VersionTables, cancellationToken).ConfigureAwait(false);
        return (await VersionRows.ReadAsync(postgres, ids, cancellationToken).ConfigureAwait(false)).Rows;
    }

    /// <summary>The jobs that there would be, in the order in which they would run.</summary>
    /// <param name="sinceHours">How far before the installation promotions are taken, in hours.</param>
    /// <param name="arriving">The versions that wait in the inbox, by id.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<RescoreJobRow>> JobsAsync(double sinceHours, IReadOnlyCollection<string> arriving,
        CancellationToken cancellationToken)
    {
        var known = (await graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters(JobStatus.All), cancellationToken).ConfigureAwait(false))
            .ToDictionary(job => job.Id, StringComparer.Ordinal);
        var waiting = await WaitingAsync(InboxDrain.EventTables, cancellationToken).ConfigureAwait(false);
        string[] ids = [.. waiting.Union(known.Keys, StringComparer.Ordinal)
            .Where(id => !known.TryGetValue(id, out var job) || IsJudgedAnew(job))];
        foreach (var judged in (await promotions.JudgeAsync(ids, sinceHours, arriving, cancellationToken).ConfigureAwait(false)).Rows)
            known[judged.Promotion.Id] = Job(judged);
        return [.. known.Values.OrderBy(job => job.Rank).ThenBy(job => job.DetectedAt)
            .ThenBy(job => job.Id, CodePointOrder.Instance)];
    }

    private static bool IsJudgedAnew(RescoreJobRow job) => JobStatus.Reconsidered.Contains(job.Status);

    private static RescoreJobRow Job(JudgedPromotion judged) => new(judged.Promotion.Id, judged.Promotion.Parent,
        judged.Promotion.Child, judged.Status, judged.Reason, judged.Promotion.DetectedAtOrFirst,
        EdgesLeft: 0, Passes: 0, Failures: 0, Unscored: 0, Cursor: "", IsLetPass: false, JobRank.Waiting);

    private Task<IReadOnlyList<string>> WaitingAsync(string[] tables, CancellationToken cancellationToken) =>
        postgres.ReadAsync<string>("Inbound/waiting-rows.sql", new { tables, most = KeyLength.MaxBytes }, cancellationToken);
}
