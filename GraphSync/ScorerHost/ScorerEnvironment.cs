using System.Diagnostics;

namespace GraphSync.ScorerHost;

/// <summary>The environment of scorers: what a program needs to run, and nothing that could be a secret.</summary>
internal static class ScorerEnvironment
{
    // The last two are for Windows.
    private static readonly string[] PassedOn = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SystemRoot", "TEMP"];

    /// <summary>Takes everything else out of the environment of a program that is to be started.</summary>
    public static void Reduce(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Except(PassedOn, StringComparer.Ordinal).ToArray())
            start.Environment.Remove(name);
    }
}
