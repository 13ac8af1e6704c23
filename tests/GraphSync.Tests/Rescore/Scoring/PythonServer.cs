using System.Diagnostics;

namespace GraphSync.Tests.Rescore.Scoring;

/// <summary>A Python HTTP server as a child process, which prints its URL as its first line.</summary>
internal sealed class PythonServer : IDisposable
{
    private readonly Process _process;

    private PythonServer(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    public string Url { get; }

    public static async Task<PythonServer> StartAsync(string script, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("python3", [script, .. arguments]) { RedirectStandardOutput = true })!;
        return new PythonServer(process, (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
