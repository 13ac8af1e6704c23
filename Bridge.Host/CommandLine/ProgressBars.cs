using Spectre.Console;

namespace Bridge.Host.CommandLine;

/// <summary>How far the steps of a work have come, and the time that each still takes: on the standard error, when that is a
/// terminal.</summary>
internal static class ProgressBars
{
    /// <param name="context">The command.</param>
    /// <param name="step">What a report says: the step in words, how much of it is done, and of how much.</param>
    /// <param name="work">Told where to report to; null for nowhere.</param>
    public static Task<T> RunAsync<T, TProgress>(CommandContext context, Func<TProgress, (string Name, long Done, long All)> step,
        Func<IProgress<TProgress>?, Task<T>> work)
    {
        if (!context.Errors.ShowsProgress) return work(null);
        return Terminal.Err.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(bars => work(new Reporter<TProgress>(bars, step)));
    }

    /// <summary>Unlike <see cref="Progress{T}"/>, reports on the caller's thread.</summary>
    private sealed class Reporter<TProgress>(ProgressContext bars, Func<TProgress, (string Name, long Done, long All)> step)
        : IProgress<TProgress>
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, ProgressTask> _steps = new(StringComparer.Ordinal);

        public void Report(TProgress value)
        {
            // Steps report from threads of their own.
            lock (_gate)
            {
                var (name, done, all) = step(value);
                if (!_steps.TryGetValue(name, out var bar)) _steps[name] = bar = bars.AddTask(name);
                bar.MaxValue = Math.Max(1, all);
                bar.Value = all == 0 ? 1 : done;
            }
        }
    }
}
