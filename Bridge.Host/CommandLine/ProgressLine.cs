using GraphSync.Ingest;
using Spectre.Console;

namespace Bridge.Host.CommandLine;

/// <summary>How far a work of unknown length has come: on the standard error, when that is a terminal.</summary>
internal static class ProgressLine
{
    public static Task<T> RunAsync<T>(CommandContext context, Func<IProgress<IngestProgress>?, Task<T>> work)
    {
        if (!context.Errors.ShowsProgress) return work(null);
        return Terminal.Err.Status().StartAsync("…", status =>
            work(new Reporter(progress => status.Status($"{progress.What}: {progress.Rows:N0} rows"))));
    }

    /// <summary>Unlike <see cref="Progress{T}"/>, reports in order, on the caller's thread.</summary>
    private sealed class Reporter(Action<IngestProgress> show) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value) => show(value);
    }
}
