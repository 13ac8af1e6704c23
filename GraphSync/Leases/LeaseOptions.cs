namespace GraphSync.Leases;

/// <summary>How leases are kept. The defaults are the contract's; tests shorten them.</summary>
internal sealed record LeaseOptions
{
    /// <summary>Time between two signs of life; 2 s unless told.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Without a sign of life for that long, by PostgreSQL's clock, a holder is evicted; 10 s unless told.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Waits for as long as another has a job, to take it over when he dies; else the one who asks gives up in his time.</summary>
    public bool StandsBy { get; set; }

    /// <summary>How long a predecessor's open transactions may go on once its lock is lost; 1 s unless told.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(1);
}
