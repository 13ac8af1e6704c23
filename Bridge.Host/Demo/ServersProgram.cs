using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Bridge.Host.Demo;

/// <summary>
/// The program <c>servers</c>, which finds or starts the demo's servers and holds them as long as this process has its
/// standard input open. The published bridge comes without it, and so without all that starting servers takes.
/// </summary>
internal sealed class ServersProgram : IAsyncDisposable
{
    private const int NoServers = 1;
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(60);
    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly Process _process;
    private readonly TimeProvider _time;

    private ServersProgram(Process process, TimeProvider time) => (_process, _time) = (process, time);

    /// <param name="keep">Leave the servers up.</param>
    /// <param name="time">Bounds the wait for their end.</param>
    /// <exception cref="BadInputException">This bridge comes without the program.</exception>
    public static async Task<ServersProgram> StartAsync(bool keep, TimeProvider time)
    {
        string[] places = ["servers.dll", Path.Combine("servers", "servers.dll")];
        var program = places.Select(place => Path.Combine(AppContext.BaseDirectory, place)).FirstOrDefault(File.Exists)
            ?? throw new BadInputException("The published bridge carries no demo. Run it from a checkout: "
                + "dotnet run --project Bridge.Host -c Release -- demo");
        var process = Process.Start(new ProcessStartInfo(Dotnet(), [program, .. keep ? ["--keep"] : (string[])[]])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var servers = new ServersProgram(process, time);
        await servers.GreetAsync();
        return servers;
    }

    /// <summary>Waits until both servers answer; null when there are none, and the program has said why.</summary>
    /// <exception cref="BadInputException">The program ended otherwise.</exception>
    public async Task<DemoServers?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            return JsonSerializer.Deserialize<DemoServers>(line, JsonOptions);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode == NoServers
            ? null
            : throw new BadInputException($"The program that starts the servers ended with {_process.ExitCode}.");
    }

    /// <summary>Ends the servers, unless they are to be kept.</summary>
    public async ValueTask DisposeAsync()
    {
        using var process = _process;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(EndTimeout, _time);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // It goes on by itself.
        }
    }

    /// <summary>Says that somebody is there, who will be missed.</summary>
    private async Task GreetAsync()
    {
        try
        {
            await _process.StandardInput.WriteLineAsync();
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended already; reading its answer tells.
        }
    }

    /// <summary>The dotnet that runs this process, else the one on PATH.</summary>
    private static string Dotnet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var own = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", name));
        return File.Exists(own) ? own : name;
    }
}
