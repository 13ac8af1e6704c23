using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GraphSync.Operations;

/// <summary>What operations tell OpenTelemetry: meter and source are both named <see cref="Name"/>.</summary>
public sealed class OperationTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "GraphProvenance";

    internal const string Success = "success";

    /// <summary>It says so itself.</summary>
    internal const string Failed = "failed";

    /// <summary>It threw.</summary>
    internal const string Broken = "broken";

    /// <summary>Its caller gave up.</summary>
    internal const string Stopped = "stopped";

    internal static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _runs;

    /// <summary>Makes the instruments.</summary>
    public OperationTelemetry()
    {
        _duration = _meter.CreateHistogram("graphprovenance.job.duration", "s", "How long operations took",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200] });
        _runs = _meter.CreateCounter<long>("graphprovenance.job.runs", "{run}", "Operations, by how they ended");
    }

    /// <param name="operation">Its name.</param>
    /// <param name="outcome">One of the four words.</param>
    /// <param name="took">From beginning to end.</param>
    internal void Ran(string operation, string outcome, TimeSpan took)
    {
        var tags = new TagList { { "job", operation }, { "outcome", outcome } };
        _duration.Record(took.TotalSeconds, tags);
        _runs.Add(1, tags);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
