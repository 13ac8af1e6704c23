namespace GraphSync.ScorerHost;

/// <summary>Keeps what this process knows from programs of the same user.</summary>
internal static class ProcessSecrecy
{
    private static readonly Lazy<bool> Hidden = new(Hide);

    /// <summary>Hides memory, environment and file handles, and closes the runtime's diagnostic port, which would give them away. For as
    /// long as the process runs: dumps, debuggers and <c>dotnet-counters</c> no longer reach it.</summary>
    public static void Ensure() => _ = Hidden.Value;

    private static bool Hide()
    {
        if (!OperatingSystem.IsLinux()) return false;
        Linux.HideProcess();
        foreach (var port in new[] { "dotnet-diagnostic", "clr-debug-pipe" })
        {
            foreach (var file in Directory.GetFiles(Path.GetTempPath(), $"{port}-{Environment.ProcessId}-*"))
                File.Delete(file);
        }
        return true;
    }
}
