using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary>How far a work of unknown length has come: on the standard error, when that is a terminal.</summary>
internal static class ProgressLine
{
    public static Task<T> RunAsync<T>(CommandContext shell, string what, Func<IProgress<long>?, Task<T>> work)
    {
        if (Console.IsErrorRedirected) return work(null);
        return shell.Err.Status().StartAsync($"{what} …", status =>
            work(new Reporter(count => status.Status($"{what}: {count:N0} rows"))));
    }

    /// <summary>Unlike <see cref="Progress{T}"/>, reports in order, on the caller's thread.</summary>
    private sealed class Reporter(Action<long> show) : IProgress<long>
    {
        public void Report(long value) => show(value);
    }
}
