using System.Reflection;
using System.Runtime.InteropServices;

namespace GraphSync.ScorerHost;

/// <summary>The command that runs <see cref="EntryPoint"/>: this library, with the runtime and the packages of the program that embeds
/// it.</summary>
internal static class HostCommand
{
    /// <exception cref="HostFailureException">That program does not run on a shared runtime.</exception>
    public static IReadOnlyList<string> Of(params IEnumerable<string> arguments)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..",
            OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var program = Path.Combine(AppContext.BaseDirectory, Assembly.GetEntryAssembly()?.GetName().Name ?? "");
        var (dependencies, runtime) = ($"{program}.deps.json", $"{program}.runtimeconfig.json");
        var library = Path.Combine(AppContext.BaseDirectory, $"{typeof(HostCommand).Assembly.GetName().Name}.dll");
        if (new[] { dotnet, dependencies, runtime, library }.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            throw new HostFailureException($"it needs a process of its own, and {missing} is not there to run it",
                "Publish the program framework-dependent, and not as a single file");
        }
        return [dotnet, "exec", "--depsfile", dependencies, "--runtimeconfig", runtime, library, .. arguments];
    }
}
