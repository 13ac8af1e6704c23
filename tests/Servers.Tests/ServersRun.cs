using System.Runtime.Versioning;
using System.Text.Json;
using Npgsql;
using Support;

namespace Servers.Tests;

/// <summary>The program <c>servers</c> on installed servers, with a directory of its own for all that it starts.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ServersRun : IAsyncDisposable
{
    private readonly string _temporary = Directory.CreateTempSubdirectory("servers-run-").FullName;

    private ServersRun(params string[] arguments)
    {
        // PostgreSQL's own user must get through.
        File.SetUnixFileMode(_temporary, (UnixFileMode)0b111_101_101);
        Process = StartProgram(arguments, new Dictionary<string, string?>
        {
            ["TMPDIR"] = _temporary,
            ["DOCKER_HOST"] = "tcp://127.0.0.1:1",
            ["NEO4J_URI"] = null,
            [NamedServers.PostgresVariable] = null,
        });
    }

    public BridgeProcess Process { get; }

    /// <summary>The line that it prints when both are up.</summary>
    public JsonElement Address => JsonElement.Parse(Process.Output);

    public string ConnectionString => Address.GetProperty("postgres").GetProperty("connection_string").GetString()!;

    public bool NothingIsLeft => Directory.GetDirectories(_temporary).Length == 0 && Processes(0).Count == 0;

    public static ServersRun Start(params string[] arguments) => new(arguments);

    /// <summary>Starts it as another program would, and waits until both servers are up.</summary>
    public static async Task<ServersRun> UpAsync(CancellationToken cancellation)
    {
        var run = new ServersRun();
        try
        {
            run.Process.WriteLine("");
            await run.Process.WaitForTextAsync("}\n", TimeSpan.FromMinutes(4), cancellation);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public static BridgeProcess StartProgram(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> variables) =>
        BridgeProcess.StartProgram(Path.Combine(AppContext.BaseDirectory, "servers.dll"), arguments, variables, null);

    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellation)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false };
        var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    /// <summary>The processes that name the directory, and the backend, whose title does not.</summary>
    public List<int> Processes(int backend) =>
    [
        .. Directory.GetDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0)
            .Where(pid => pid > 0 && (pid == backend || CommandLine(pid).Contains(_temporary, StringComparison.Ordinal))),
    ];

    /// <summary>Waits until there is neither a process nor a file of it.</summary>
    public async Task NothingIsLeftAsync(int backend = 0)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!NothingIsLeft || Processes(backend).Count > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await TemporaryDirectory.RemoveAsync(_temporary, TimeProvider.System);
    }

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // It has just ended.
        }
    }
}
