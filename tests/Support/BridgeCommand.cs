using Bridge.Host.Commands;

namespace Support;

/// <summary>A verb in this process, which starts faster than one of its own. Only one at a time: it has the console and the environment
/// to itself.</summary>
public static class BridgeCommand
{
    /// <exception cref="TimeoutException">It took longer than five minutes, and goes on.</exception>
    public static async Task<BridgeResult> RunAsync(string[] arguments, IReadOnlyDictionary<string, string?> variables)
    {
        var (output, error) = (Console.Out, Console.Error);
        var former = variables.Keys.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        using var written = new StringWriter();
        using var told = new StringWriter();
        try
        {
            foreach (var (name, value) in variables) Environment.SetEnvironmentVariable(name, value);
            Console.SetOut(TextWriter.Synchronized(written));
            Console.SetError(TextWriter.Synchronized(told));
            var code = await Verbs.RunAsync(arguments).WaitAsync(Until.Deadline, TimeProvider.System);
            return new BridgeResult(code, written.ToString(), told.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            foreach (var (name, value) in former) Environment.SetEnvironmentVariable(name, value);
        }
    }
}
