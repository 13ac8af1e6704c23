namespace Servers;

/// <summary>How the demo and the tests find their Neo4j and their PostgreSQL.</summary>
public sealed class ServerOptions
{
    public ServerSources Sources { get; init; } = ServerSources.All;

    /// <summary>Heap of a Neo4j started here, in MiB.</summary>
    public int HeapMegabytes { get; init; } = 1024;

    /// <summary>Page cache of a Neo4j started here, in MiB.</summary>
    public int PageCacheMegabytes { get; init; } = 512;

    /// <summary>Further settings of a Neo4j started here, such as <c>db.memory.transaction.max</c>.</summary>
    public IReadOnlyDictionary<string, string> Neo4jSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>Leave the servers up, and their data in place, when the pair is disposed.</summary>
    public bool Keep { get; init; }

    /// <summary>How long a server started here may take until it answers a query.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How long a server that the environment names may take until it answers a query.</summary>
    public TimeSpan EnvironmentTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the Docker engine may take to answer before it counts as absent.</summary>
    public TimeSpan DockerTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads an environment variable; unset and empty are the same.</summary>
    public Func<string, string?> Variable { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Directories in a checkout that may have a <c>shared/neo4j</c> beside it.</summary>
    public IReadOnlyList<string> SearchRoots { get; init; } =
        [AppContext.BaseDirectory, Directory.GetCurrentDirectory()];

    /// <summary>Directories with one Java installation in each subdirectory.</summary>
    public IReadOnlyList<string> JavaRoots { get; init; } = ["/usr/lib/jvm", "/Library/Java/JavaVirtualMachines"];

    /// <summary>Directories with one PostgreSQL version in each subdirectory.</summary>
    public IReadOnlyList<string> PostgresRoots { get; init; } = ["/usr/lib/postgresql"];

    /// <summary>Where the official Neo4j archives, and their checksums, are published.</summary>
    public Uri Neo4jArchives { get; init; } = new("https://dist.neo4j.org/");

    /// <summary>The user's cache, where a downloaded Neo4j stays.</summary>
    public string CacheDirectory { get; init; } = Path.Combine(
        System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".cache"),
        "graphprovenance");

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal string? this[string name] => Variable(name) is { Length: > 0 } value ? value : null;

    /// <summary>The first program of that name on PATH, or null.</summary>
    internal string? OnPath(string program) => (this["PATH"] ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(directory, program))
        .FirstOrDefault(File.Exists);
}
