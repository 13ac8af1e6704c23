using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Servers;

/// <summary>Runs an installed PostgreSQL on a free loopback port, with a temporary data directory.</summary>
internal sealed class PostgresInstallation(ServerOptions options, Action<string> progress)
{
    private static readonly Dictionary<string, string> NoVariables = [];

    public async Task<PostgresServer> StartAsync(CancellationToken cancellation)
    {
        ChildServer.RefuseWindows();
        var programs = FindPrograms();
        var user = UnprivilegedUser.Find();
        var prefix = user?.Prefix(options) ?? [];
        progress($"PostgreSQL: starting {programs}{(user is null ? "" : $" as {user.Name}")}");
        var directory = TemporaryDirectory.Create("postgres");
        try
        {
            var password = RandomNumberGenerator.GetHexString(24, lowercase: true);
            var passwordFile = Path.Combine(directory, "password");
            var data = Path.Combine(directory, "data");
            await File.WriteAllTextAsync(passwordFile, password, cancellation);
            if (user is not null)
                await user.OwnAsync(directory, cancellation);
            await Tool.RunAsync(
                [.. prefix, Path.Combine(programs, "initdb"), "-D", data, "-U", "postgres", "-A", "scram-sha-256",
                    $"--pwfile={passwordFile}", "-E", "UTF8", "--locale=C", "--no-sync"],
                NoVariables, cancellation, directory);
            return await FreePorts.StartAsync(1,
                ports => StartAsync([.. prefix, Path.Combine(programs, "postgres")], directory, password, ports[0], cancellation));
        }
        catch
        {
            await TemporaryDirectory.RemoveAsync(directory, options.Time);
            throw;
        }
    }

    private async Task<PostgresServer> StartAsync(
        IReadOnlyList<string> postgres, string directory, string password, int port, CancellationToken cancellation)
    {
        var process = new ChildServer(directory, options)
        {
            Command = Command(postgres, directory, port),
            StopSignal = "INT",
            // Killed, it would leave its shared memory behind.
            QuickSignal = "QUIT",
        };
        PostgresServer Server(string database) => new(process, options)
        {
            Origin = postgres[^1],
            ConnectionString = ConnectionString(port, password, database),
        };
        try
        {
            var maintenance = Server("postgres");
            await maintenance.StartAsync(cancellation);
            await CreateDatabaseAsync(maintenance.ConnectionString, cancellation);
            return Server(PostgresServer.DefaultDatabase);
        }
        catch
        {
            await process.QuitAsync();
            await process.LeaveAsync();
            throw;
        }
    }

    private static IReadOnlyList<string> Command(IReadOnlyList<string> postgres, string directory, int port) =>
    [
        .. postgres, "-D", Path.Combine(directory, "data"), "-p", port.ToString(CultureInfo.InvariantCulture),
        "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", .. PostgresServer.Arguments,
    ];

    private static string ConnectionString(int port, string password, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "postgres",
        Password = password,
        Database = database,
    }.ConnectionString;

    private static async Task CreateDatabaseAsync(string connectionString, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand($"create database {PostgresServer.DefaultDatabase}");
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static double Version(string directory) =>
        double.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var version) ? version : 0;

    /// <summary>The directory of initdb and postgres: on PATH, else the highest version of the usual places.</summary>
    private string FindPrograms()
    {
        var onPath = options.OnPath("initdb") is { } initdb ? Path.GetDirectoryName(initdb)! : null;
        var versions = options.PostgresRoots.Where(Directory.Exists).SelectMany(Directory.GetDirectories)
            .OrderByDescending(Version)
            .Select(directory => Path.Combine(directory, "bin"));
        return versions.Prepend(onPath).OfType<string>().FirstOrDefault(directory =>
                File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "postgres")))
            ?? throw new ServerStartException(
                "initdb and postgres are neither on PATH nor under " + string.Join(" or ", options.PostgresRoots));
    }
}
