using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Bridge.Host.Hosting;

/// <summary>What the daemon tells OpenTelemetry: meter and source are both named <see cref="Name"/>.</summary>
internal sealed class JobMetrics : IDisposable
{
    public const string Name = "GraphProvenance";

    public static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _runs;

    public JobMetrics()
    {
        _duration = _meter.CreateHistogram("graphprovenance.job.duration", "s", "How long runs of scheduled jobs took",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200] });
        _runs = _meter.CreateCounter<long>("graphprovenance.job.runs", "{run}", "Runs of scheduled jobs, by how they ended");
    }

    /// <param name="job">The job.</param>
    /// <param name="outcome"><c>success</c>, <c>failed</c> (the job says so), <c>broken</c> (it threw) or <c>stopped</c>.</param>
    /// <param name="took">From beginning to end.</param>
    public void Ran(string job, string outcome, TimeSpan took)
    {
        var tags = new TagList { { "job", job }, { "outcome", outcome } };
        _duration.Record(took.TotalSeconds, tags);
        _runs.Add(1, tags);
    }

    public void Dispose() => _meter.Dispose();
}
