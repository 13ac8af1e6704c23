namespace Bridge.Host.Demo;

/// <summary>Where the demo's servers are: the line of JSON that the program <c>servers</c> prints (Servers/PairAddress.cs).</summary>
internal sealed record DemoServers
{
    public required DemoNeo4j Neo4j { get; init; }

    public required DemoPostgres Postgres { get; init; }

    /// <summary>The environment variables that lead the bridge to both.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Shell command that ends what was started and removes its data; empty when nothing was.</summary>
    public required string StopCommand { get; init; }
}

/// <summary>Where the demo's Neo4j is; <paramref name="BoltUri"/> is null when it is not known.</summary>
internal sealed record DemoNeo4j(Uri Uri, Uri? BoltUri, string User, string Password, string Database);

/// <summary>Where the demo's PostgreSQL is.</summary>
internal sealed record DemoPostgres(string ConnectionString);
