using System.Security.Cryptography;

namespace Servers;

/// <summary>Runs an installed Neo4j on free loopback ports, with a temporary directory for all it writes.</summary>
internal sealed class Neo4jInstallation(ServerOptions options, Action<string> progress)
{
    /// <summary>NEO4J_HOME, else the <c>shared/neo4j</c> beside the checkout, and no other: its programs are run.</summary>
    public string FindHome()
    {
        if (options["NEO4J_HOME"] is { } home)
            return IsHome(home) ? home : throw new ServerStartException($"NEO4J_HOME is {home}, which has no bin/neo4j");
        return options.SearchRoots.Select(Checkout).OfType<DirectoryInfo>()
            .Select(checkout => Path.GetFullPath(Path.Combine(checkout.FullName, "..", "shared", "neo4j"))).FirstOrDefault(IsHome)
            ?? throw new ServerStartException("NEO4J_HOME is not set, and there is no ../shared/neo4j beside the checkout");
    }

    public async Task<Neo4jServer> StartAsync(string home, CancellationToken cancellation)
    {
        ChildServer.RefuseWindows();
        var java = Java.Find(options, Neo4jVersion.Read(home));
        progress($"Neo4j: starting {home} with Java {java.Major}");
        var directory = TemporaryDirectory.Create("neo4j");
        try
        {
            var password = RandomNumberGenerator.GetHexString(24, lowercase: true);
            var environment = new Dictionary<string, string>
            {
                ["JAVA_HOME"] = java.Home,
                ["NEO4J_HOME"] = home,
                ["NEO4J_CONF"] = directory,
            };
            await WriteConfigurationAsync(directory, [0, 0], cancellation);
            var admin = Path.Combine(home, "bin/neo4j-admin");
            await Tool.RunAsync([admin, "dbms", "set-initial-password", password], environment, cancellation);
            return await FreePorts.StartAsync(2, ports => StartAsync(home, directory, password, environment, ports, cancellation));
        }
        catch
        {
            await TemporaryDirectory.RemoveAsync(directory, options.Time);
            throw;
        }
    }

    private async Task<Neo4jServer> StartAsync(
        string home, string directory, string password, Dictionary<string, string> environment, int[] ports, CancellationToken cancellation)
    {
        await WriteConfigurationAsync(directory, ports, cancellation);
        var process = new ChildServer(directory, options)
        {
            Command = [Path.Combine(home, "bin/neo4j"), "console"],
            Environment = environment,
            StopSignal = "TERM",
            QuickSignal = "KILL",
        };
        var server = new Neo4jServer(process, options)
        {
            Origin = home,
            Uri = new Uri($"http://127.0.0.1:{ports[0]}"),
            BoltUri = new Uri($"bolt://127.0.0.1:{ports[1]}"),
            Password = password,
        };
        try
        {
            await server.StartAsync(cancellation);
            return server;
        }
        catch
        {
            await process.QuitAsync();
            await process.LeaveAsync();
            throw;
        }
    }

    private Task WriteConfigurationAsync(string directory, int[] ports, CancellationToken cancellation)
    {
        foreach (var folder in (string[])["data", "logs", "run", "import", "plugins"])
            Directory.CreateDirectory(Path.Combine(directory, folder));
        return File.WriteAllTextAsync(Path.Combine(directory, "neo4j.conf"), $"""
            server.directories.data={directory}/data
            server.directories.transaction.logs.root={directory}/data/transactions
            server.directories.logs={directory}/logs
            server.directories.run={directory}/run
            server.directories.import={directory}/import
            server.directories.plugins={directory}/plugins
            server.http.listen_address=127.0.0.1:{ports[0]}
            server.bolt.listen_address=127.0.0.1:{ports[1]}
            server.https.enabled=false
            server.memory.heap.initial_size={options.HeapMegabytes}m
            server.memory.heap.max_size={options.HeapMegabytes}m
            server.memory.pagecache.size={options.PageCacheMegabytes}m
            db.tx_log.preallocate=false
            dbms.usage_report.enabled=false
            {string.Join('\n', options.Neo4jSettings.Select(setting => $"{setting.Key}={setting.Value}"))}

            """, cancellation);
    }

    private static bool IsHome(string directory) => File.Exists(Path.Combine(directory, "bin", "neo4j"));

    /// <summary>The root of the checkout that a directory is in: the nearest on the way up that holds the solution.</summary>
    private static DirectoryInfo? Checkout(string directory)
    {
        var at = new DirectoryInfo(directory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "GraphProvenance.sln")))
            at = at.Parent;
        return at;
    }
}
