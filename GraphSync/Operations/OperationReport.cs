using System.Text.Json.Serialization;
using GraphSync.Outbound;

namespace GraphSync.Operations;

/// <summary>How an operation ended that did not throw.</summary>
public enum OperationOutcome
{
    /// <summary>All was done, or there was nothing to do.</summary>
    Done,

    /// <summary>Part of it is left to somebody: rows were refused, or another process has work in hand.</summary>
    Incomplete,

    /// <summary>It failed, and keeps count of that itself: nobody need run it again before its time.</summary>
    Failed,
}

/// <summary>What every operation reports. The JSON of a verb is the derived record's own properties.</summary>
public abstract record OperationReport
{
    /// <summary>What came of it, in one line without the operation's name.</summary>
    [JsonIgnore]
    public abstract string Summary { get; }

    /// <summary>How it ended.</summary>
    [JsonIgnore]
    public virtual OperationOutcome Outcome => OperationOutcome.Done;

    /// <summary>When it should run again, whatever its schedule says; null when the schedule knows best.</summary>
    [JsonIgnore]
    public virtual DateTimeOffset? RunAgainAt => null;

    /// <summary>What was mirrored meanwhile and afterwards; null when the operation needs no mirror.</summary>
    [JsonIgnore]
    public MirrorReport? Mirrored { get; internal set; }

    /// <summary>How long it took, drain and mirror included.</summary>
    [JsonIgnore]
    public TimeSpan Duration { get; internal set; }
}
