using GraphSync.Outbound;
using GraphSync.Postgres;

namespace GraphSync.Operations;

/// <summary>What is asked of an operation; give it to <see cref="OperationRunner.RunAsync"/>.</summary>
/// <typeparam name="TReport">What it reports; no two operations report the same.</typeparam>
public abstract record OperationRequest<TReport>
    where TReport : OperationReport
{
    /// <summary>The verb's name, for logs and metrics.</summary>
    internal abstract string Name { get; }

    /// <summary>What must be done before and after. What only shows what would be done needs nothing.</summary>
    internal virtual OperationNeeds Needs => OperationNeeds.Both;

    /// <summary>Told how many edges were mirrored so far, after each batch.</summary>
    internal virtual void Mirrored(long edges) { }
}

/// <summary>What an operation needs done around it.</summary>
/// <param name="DrainsInbox">Before: what PostgreSQL tells is carried into the graph.</param>
/// <param name="Mirrors">Meanwhile and after: what the graph tells is carried into PostgreSQL.</param>
internal sealed record OperationNeeds(bool DrainsInbox, bool Mirrors)
{
    /// <summary>How far before the installation promotions are taken when nobody says otherwise, in hours.</summary>
    public const double DefaultSinceHours = 24;

    /// <summary>How far before the installation the drain takes promotions, in hours.</summary>
    public double SinceHours { get; init; } = DefaultSinceHours;

    /// <summary>Before: the graph's edge types are read, for which it must answer.</summary>
    public bool EdgeTypes { get; init; } = true;

    /// <summary>Drain before; mirror meanwhile and after.</summary>
    public static OperationNeeds Both { get; } = new(true, true);

    /// <summary>Mirror meanwhile and after.</summary>
    public static OperationNeeds Mirror { get; } = new(false, true);

    /// <summary>Neither.</summary>
    public static OperationNeeds Nothing { get; } = new(false, false);

    /// <summary>Neither, and the operation reads the edge types itself.</summary>
    public static OperationNeeds NotEvenEdgeTypes { get; } = Nothing with { EdgeTypes = false };
}
