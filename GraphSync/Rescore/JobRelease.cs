using GraphQueries.Rescore;

namespace GraphSync.Rescore;

/// <summary>A promotion whose job is to go back into the queue.</summary>
/// <param name="Promotion">The promotion.</param>
/// <param name="LetsPass">Whether it was held, and is let pass.</param>
internal sealed record JobRelease(string Promotion, bool LetsPass)
{
    /// <summary>What a request asks for; null for nothing.</summary>
    public static JobRelease? Of(RescoreRequest request) =>
        request.Release is { } held ? new JobRelease(held, LetsPass: true)
        : request.Retry is { } promotion ? new JobRelease(promotion, LetsPass: false)
        : null;

    /// <summary>Why nothing was released: the lease is another's.</summary>
    public static BadInputException Busy() => new("Another bridge is rescoring: try again when it is done.");

    /// <summary>The job, when this can be done to it.</summary>
    /// <exception cref="BadInputException">There is none, it cannot run, or it is to be let pass and is not held.</exception>
    public RescoreJobRow Require(RescoreJobRow? job)
    {
        if (job is null)
        {
            throw new BadInputException($"No promotion '{Promotion}' has a job: world_model_improvements has none of that id with "
                + "event_type 'model_version_promoted'.");
        }
        if (JobStatus.Reconsidered.Contains(job.Status))
            throw new BadInputException($"Promotion '{Promotion}' cannot run: {job.Reason}.");
        // Said twice, it stays said.
        return !LetsPass || job.IsLetPass || job.Status == JobStatus.Held ? job
            : throw new BadInputException($"Promotion '{Promotion}' is not held: it is {job.Status}."
                + (job.Status == JobStatus.Parked ? $" Mend what its reason says, then `rescore --retry {Promotion}`." : ""));
    }
}
