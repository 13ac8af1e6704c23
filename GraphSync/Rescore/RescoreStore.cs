using GraphQueries.Inbound;
using GraphQueries.Rescore;
using GraphSync.Inbound;
using GraphSync.Postgres;

namespace GraphSync.Rescore;

/// <summary>
/// What a run of rescoring works on and where it writes: the graph under a lease, or for a dry run nothing but memory. Everything else
/// is the same for both.
/// </summary>
internal abstract class RescoreStore(GraphClient graph)
{
    /// <summary>The graph to read.</summary>
    public GraphClient Graph => graph;

    /// <summary>Whether nothing is written.</summary>
    public abstract bool IsDryRun { get; }

    /// <summary>All jobs that are not done, in the order in which they are to run.</summary>
    public abstract Task<IReadOnlyList<RescoreJobRow>> OpenJobsAsync(CancellationToken cancellationToken);

    /// <summary>A real version; null when there is none of that id.</summary>
    public abstract Task<KnownVersionRow?> VersionAsync(string id, CancellationToken cancellationToken);

    /// <summary>Where a job goes on: edges beyond this edge_id are still to be looked at.</summary>
    public abstract Task<string> CursorAsync(RescoreJobRow job, CancellationToken cancellationToken);

    /// <summary>Ends a job when no edge is left but those that could not be scored; else it goes on from the start.</summary>
    /// <returns>Whether it is done.</returns>
    public abstract Task<bool> TryFinishJobAsync(string promotion, string parent, CancellationToken cancellationToken);

    /// <summary>Begins a job's next pass.</summary>
    public abstract Task<RescorePassRow> StartAsync(RescoreJobRow job, string lastEdgeId, string scorer,
        CancellationToken cancellationToken);

    /// <summary>Writes new confidences in one transaction.</summary>
    /// <returns>The ids of the edges that were written; the others had changed since they were scored.</returns>
    public abstract Task<IReadOnlySet<string>> ApplyAsync(RescorePassRow pass, long childVersion, ScoredEdge[] edges,
        CancellationToken cancellationToken);

    /// <summary>Ends a pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="failure">Why it failed; null when it is completed.</param>
    /// <param name="outcome">What it left undone.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>The pass as it stands then.</returns>
    public abstract Task<RescorePassRow> FinishAsync(RescorePassRow pass, string? failure, PassOutcome outcome,
        CancellationToken cancellationToken);

    /// <summary>Edges of a job that the next passes will take.</summary>
    public abstract Task<long> EdgesLeftAsync(RescoreJobRow job, CancellationToken cancellationToken);

    /// <summary>The pass that was cut off; null when there is none.</summary>
    public Task<RescorePassRow?> RunningPassAsync(CancellationToken cancellationToken) =>
        LastPassAsync(PassStatus.Running, cancellationToken);

    /// <summary>The pass that opened the present window; null when there is none.</summary>
    public Task<RescorePassRow?> CompletedPassAsync(CancellationToken cancellationToken) =>
        LastPassAsync(PassStatus.Completed, cancellationToken);

    /// <summary>The id of a job's next pass; passes count from 1.</summary>
    protected static string NextPassId(RescoreJobRow job) => $"{job.Id}#{job.Passes + 1}";

    /// <summary>How many edges stand under a version.</summary>
    protected async Task<long> CountAsync(string version, CancellationToken cancellationToken) =>
        (await graph.ReadAsync(RescoreQueries.Count, new CountParameters([version]), cancellationToken).ConfigureAwait(false))[0].Edges;

    /// <exception cref="BadInputException">There is no such job, or it cannot run.</exception>
    protected static RescoreJobRow RequireReleasable(RescoreJobRow? job, string promotion)
    {
        if (job is null)
        {
            throw new BadInputException($"No promotion '{promotion}' has a job: world_model_improvements has none of that id with "
                + "event_type 'model_version_promoted'.");
        }
        return JobStatus.Reconsidered.Contains(job.Status)
            ? throw new BadInputException($"Promotion '{promotion}' cannot run: {job.Reason}.")
            : job;
    }

    private async Task<RescorePassRow?> LastPassAsync(string status, CancellationToken cancellationToken)
    {
        var last = new PassesParameters([status], 1);
        return (await graph.ReadAsync(RescoreQueries.Passes, last, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }
}
