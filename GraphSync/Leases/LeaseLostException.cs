namespace GraphSync.Leases;

/// <summary>The work was someone else's by the time it was to be written; nothing was written.</summary>
public sealed class LeaseLostException(string job, long epoch, long? present)
    : Exception($"the lease on '{job}' was lost: epoch {epoch} is over"
        + (present is null ? "" : $", {present} holds now") + "; another bridge goes on with the work")
{
    /// <summary>The job.</summary>
    public string Job { get; } = job;

    /// <summary>The epoch that is over.</summary>
    public long Epoch { get; } = epoch;
}
