using GraphQueries.EdgeTypes;
using GraphSync.Inbound;
using GraphSync.Outbound;
using GraphSync.Postgres;
using GraphSync.Rescore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GraphSync.Operations;

/// <summary>
/// Runs every job, whoever asks for it: a verb, a schedule, a page, the demo, or a program that embeds the library. It does what all
/// jobs have in common: loads the edge types, drains the inbox, runs and mirrors side by side, times, logs, traces and counts.
/// </summary>
public sealed class OperationRunner
{
    private readonly IServiceProvider _services;
    private readonly EdgeTypeRegistry _types;
    private readonly InboxDrain _inbox;
    private readonly Mirror _mirror;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    internal OperationRunner(IServiceProvider services)
    {
        _services = services;
        _types = services.GetRequiredService<EdgeTypeRegistry>();
        _inbox = services.GetRequiredService<InboxDrain>();
        _mirror = services.GetRequiredService<Mirror>();
        _time = services.GetRequiredService<TimeProvider>();
        _log = services.GetRequiredService<ILogger<OperationRunner>>();
    }

    /// <summary>Runs the job that the request is for, and all that it needs.</summary>
    /// <param name="request">Such as <c>new RescoreRequest()</c>.</param>
    /// <param name="cancellationToken">Stops it where it can be taken up again.</param>
    /// <exception cref="BadInputException">What was asked cannot be done; the message says what to do.</exception>
    public async Task<TReport> RunAsync<TReport>(OperationRequest<TReport> request, CancellationToken cancellationToken)
        where TReport : OperationReport
    {
        ArgumentNullException.ThrowIfNull(request);
        using var run = new JobRun(request.Name);
        var started = _time.GetTimestamp();
        try
        {
            var report = await RunStepsAsync(request, started, cancellationToken).ConfigureAwait(false);
            var failed = report.Outcome == OperationOutcome.Failed;
            run.End(failed ? JobRun.Failed : JobRun.Success, report.Duration);
            if (failed) _log.Failed(request.Name, report.Summary, report.Duration.TotalSeconds);
            else _log.Ended(request.Name, report.Summary, report.Duration.TotalSeconds);
            return report;
        }
        catch (Exception e)
        {
            var outcome = cancellationToken.IsCancellationRequested ? JobRun.Stopped : JobRun.Broken;
            run.End(outcome, _time.GetElapsedTime(started), e);
            throw;
        }
    }

    private async Task<TReport> RunStepsAsync<TReport>(OperationRequest<TReport> request, long started, CancellationToken cancellationToken)
        where TReport : OperationReport
    {
        var operation = _services.GetRequiredService<IOperation<TReport>>();
        var needs = request.Needs;
        // Another process may have registered types since.
        if (needs.EdgeTypes) await _types.LoadAsync(cancellationToken).ConfigureAwait(false);
        if (needs.DrainsInbox) await _inbox.RunAsync(needs.SinceHours, cancellationToken).ConfigureAwait(false);
        var work = operation.ExecuteAsync(request, cancellationToken);
        long edges = 0;
        void Mirrored(MirrorReport batch) => request.Mirrored(edges += batch.Edges);
        var mirrored = needs.Mirrors ? await _mirror.RunBesideAsync(work, Mirrored, cancellationToken).ConfigureAwait(false) : null;
        var report = await work.ConfigureAwait(false);
        if (mirrored is not null) report.Mirrored = mirrored + await _mirror.RunAsync(Mirrored, cancellationToken).ConfigureAwait(false);
        report.Duration = _time.GetElapsedTime(started);
        await operation.ConcludeAsync(report, cancellationToken).ConfigureAwait(false);
        return report;
    }
}
