using System.Globalization;
using Support;

namespace Benchmarks;

/// <summary>What a bridge of its own takes while it does a piece of work.</summary>
internal static class PeakMemory
{
    /// <summary>Runs the bridge to its end.</summary>
    /// <returns>The most memory that it had resident, in MiB: the kernel's own high-water mark.</returns>
    public static async Task<long> MeasureAsync(
        TestBridge bridge, IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string?>(bridge.Variables);
        foreach (var (name, value) in variables) environment[name] = value;
        await using var process = BridgeProcess.Start(arguments, environment);
        long peak = 0;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, Of(process.Id));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        var result = await process.WaitAsync();
        return result.ExitCode == 0 ? peak : throw new InvalidOperationException(result.Error + result.Output);
    }

    /// <summary>The most memory that a process has had resident so far, in MiB; 0 when it has ended.</summary>
    public static long Of(int processId)
    {
        try
        {
            var line = File.ReadLines($"/proc/{processId}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
