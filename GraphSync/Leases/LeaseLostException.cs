namespace GraphSync.Leases;

/// <summary>The work was no longer this process's by the time it was to be written; nothing was written.</summary>
public sealed class LeaseLostException : Exception
{
    /// <summary>Another took it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="epoch">The epoch that is over.</param>
    /// <param name="present">The epoch that holds now; null when it was not asked for.</param>
    public LeaseLostException(string job, long epoch, long? present)
        : this(job, (present is null ? "" : $"{present} holds now; ") + "another bridge goes on with the work", epoch)
    {
    }

    internal LeaseLostException(string job, string reason, long epoch)
        : base($"the lease on '{job}' was lost, and epoch {epoch} is over: {reason}") => (Job, Epoch) = (job, epoch);

    /// <summary>The job.</summary>
    public string Job { get; }

    /// <summary>The epoch that is over.</summary>
    public long Epoch { get; }
}
