using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Support;

namespace Bridge.Host.Tests.Snapshots;

/// <summary>npm packages as a committed lock file names them, installed once into a cache.</summary>
internal static class NpmFolder
{
    /// <param name="folder">Below the root: a <c>package.json</c> and its <c>package-lock.json</c>.</param>
    /// <param name="cancellationToken">Ends the installation.</param>
    /// <returns>The folder <c>node_modules</c>.</returns>
    public static async Task<string> InstallAsync(string folder, CancellationToken cancellationToken)
    {
        string[] files = ["package.json", "package-lock.json"];
        var texts = files.Select(file => Repository.Read($"{folder}/{file}")).ToList();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(texts))))[..16];
        var cache = Path.Combine(Path.GetTempPath(), $"graph-provenance-npm-{Environment.UserName}", hash);
        if (Directory.Exists(cache)) return Path.Combine(cache, "node_modules");
        var partial = $"{cache}.{Environment.ProcessId}";
        Directory.CreateDirectory(partial);
        foreach (var (file, text) in files.Zip(texts)) await File.WriteAllTextAsync(Path.Combine(partial, file), text, cancellationToken);
        await RunAsync(partial, cancellationToken);
        // Whoever comes second has installed the same.
        if (Directory.Exists(cache)) Directory.Delete(partial, recursive: true);
        else Directory.Move(partial, cache);
        return Path.Combine(cache, "node_modules");
    }

    private static async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var npm = Process.Start(start)!;
        var (output, error) = (npm.StandardOutput.ReadToEndAsync(cancellationToken), npm.StandardError.ReadToEndAsync(cancellationToken));
        await npm.WaitForExitAsync(cancellationToken);
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ci failed: {await output}{await error}");
    }
}
