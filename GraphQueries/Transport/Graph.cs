namespace GraphQueries.Transport;

/// <summary>Opens the adapter that the URI's scheme asks for.</summary>
public static class Graph
{
    /// <summary>The oldest server whose Query API and relationship indexes this library relies on.</summary>
    public static readonly Version OldestServer = new(5, 26);

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(15);

    /// <summary>Opens <paramref name="options"/>; nothing is sent before the first call.</summary>
    /// <exception cref="GraphUnavailableException">The scheme is unknown, or its adapter is not part of this build.</exception>
    public static IGraph Open(GraphOptions options, TimeProvider time) => options.Uri.Scheme switch
    {
        "http" or "https" => new QueryApi.QueryApiGraph(options, time),
        "bolt" or "bolt+s" or "bolt+ssc" or "neo4j" or "neo4j+s" or "neo4j+ssc" => OpenDriver(options, time),
        var scheme => throw new GraphUnavailableException(
            $"NEO4J_URI has the scheme '{scheme}': use http:// or https:// (Query API), or bolt:// or neo4j:// (driver)."),
    };

#if NEO4J_DRIVER
    private static Driver.DriverGraph OpenDriver(GraphOptions options, TimeProvider time) => new(options, time);
#else
    private static IGraph OpenDriver(GraphOptions options, TimeProvider _) => throw new GraphUnavailableException(
        $"NEO4J_URI {options.Address} needs the Neo4j.Driver adapter, which this build lacks: " +
        "set NEO4J_URI to the server's http:// or https:// address, or build with -p:Neo4jDriver=true.");
#endif

    /// <summary>Runs an adapter's first call, and says in one line why no server answered it.</summary>
    internal static async Task<GraphServer> ConnectAsync(GraphOptions options, TimeProvider time,
        Func<CancellationToken, Task<GraphServer>> call, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(ConnectPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await call(either.Token).ConfigureAwait(false);
        }
        catch (GraphConnectionLostException e)
        {
            throw Unreachable(options, e.Message, e);
        }
        catch (GraphException e) when (e.Code == GraphCodes.DatabaseUnavailable)
        {
            throw Unreachable(options, $"database '{options.Database}' is not available yet", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(options, $"no answer within {ConnectPatience.TotalSeconds:0} s", e);
        }
    }

    internal static void RequireVersion(string version, GraphOptions options)
    {
        var numbers = version.Split('-', '+')[0].Split('.');
        if (numbers.Length >= 2 && int.TryParse(numbers[0], out var major) && int.TryParse(numbers[1], out var minor)
            && new Version(major, minor) < OldestServer)
        {
            throw new GraphUnavailableException(
                $"Neo4j at {options.Address} is version {version}; GraphProvenance needs {OldestServer} or newer: upgrade the server.");
        }
    }

    private static GraphUnavailableException Unreachable(GraphOptions options, string why, Exception e) =>
        new($"Neo4j at {options.Address} cannot be reached ({why}): start it, or set NEO4J_URI.", e);
}
