using GraphQueries.Catalogue;
using GraphQueries.Inbound;
using GraphQueries.Rescore;
using GraphSync.Inbound;
using GraphSync.Edges;
using GraphSync.Postgres;
using GraphSync.Schedules;

namespace GraphSync.Rescore;

/// <summary>
/// What a run of rescoring works on and where it writes: the graph under a lease, or for a dry run nothing but memory. Everything else
/// is the same for both.
/// </summary>
internal abstract class RescoreStore(GraphClient graph, TimeProvider time)
{
    /// <summary>The clock of every decision.</summary>
    protected TimeProvider Time => time;

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
    /// <param name="job">The job.</param>
    /// <param name="edges">The edges that the pass takes, in edge_id order.</param>
    /// <param name="scorer">What scores them.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public abstract Task<RescorePassRow> StartAsync(RescoreJobRow job, IReadOnlyList<EdgeRef> edges, string scorer,
        CancellationToken cancellationToken);

    /// <summary>Writes new confidences in one transaction.</summary>
    /// <returns>The ids of the edges that were written; the others had changed since they were scored.</returns>
    public abstract Task<IReadOnlySet<string>> ApplyAsync(RescorePassRow pass, long childVersion, IReadOnlyList<ScoredEdge> edges,
        CancellationToken cancellationToken);

    /// <summary>Ends a pass: completed when it has written anything, or nothing stopped it; else failed.</summary>
    /// <returns>The pass as it stands then.</returns>
    public abstract Task<RescorePassRow> FinishAsync(RescorePassRow pass, PassOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Edges of a job that the next passes will take.</summary>
    public abstract Task<long> EdgesLeftAsync(RescoreJobRow job, CancellationToken cancellationToken);

    /// <summary>The pass that was cut off; null when there is none.</summary>
    public async Task<RescorePassRow?> RunningPassAsync(CancellationToken cancellationToken)
    {
        var running = new PassesParameters([PassStatus.Running], 1);
        return (await graph.ReadAsync(RescoreQueries.Passes, running, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    /// <summary>The edges that a pass that was cut off took and has not written: at most what is left of its limit.</summary>
    public async Task<EdgeList> RemainingEdgesAsync(RescorePassRow pass, CancellationToken cancellationToken)
    {
        var asked = new PassParameters(pass.Id);
        var taken = (await graph.ReadAsync(RescoreQueries.PassEdges, asked, cancellationToken).ConfigureAwait(false))
            .FirstOrDefault()?.EdgeSet?.ToHashSet();
        var candidates = new CandidateStream(graph, pass.ParentId).ReadAsync(pass.AfterEdgeId, cancellationToken: cancellationToken);
        var remaining = candidates.TakeWhile(edge => CodePointOrder.Instance.Compare(edge.EdgeId, pass.LastEdgeId) <= 0)
            // A pass of an earlier release remembers no edges.
            .Where(edge => taken is null || taken.Contains(EdgeSet.Hash(edge.EdgeId)))
            .Take((int)Math.Max(0, pass.AtMost - pass.Edges));
        return await EdgeList.ReadAsync(remaining, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The pass that opened the present window; null when there is none. A start that lies ahead of now is doubted, and counts
    /// from now.</summary>
    public async Task<RescorePassRow?> LastWrittenPassAsync(CancellationToken cancellationToken)
    {
        var found = await graph.ReadAsync(RescoreQueries.LastWritten, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        return found is [var pass] && ClockDoubt.Concerns(pass.StartedAt, time.GetUtcNow())
            ? await RestampAsync(pass, cancellationToken).ConfigureAwait(false)
            : found.FirstOrDefault();
    }

    /// <summary>Lets a pass count as begun now.</summary>
    protected abstract Task<RescorePassRow> RestampAsync(RescorePassRow pass, CancellationToken cancellationToken);

    /// <summary>The id of a job's next pass; passes count from 1.</summary>
    protected static string NextPassId(RescoreJobRow job) => $"{job.Id}#{job.Passes + 1}";

    /// <summary>How many edges stand under a version.</summary>
    protected async Task<long> CountAsync(string version, CancellationToken cancellationToken) =>
        (await graph.CountEdgesAsync([version], cancellationToken).ConfigureAwait(false))[version];
}
