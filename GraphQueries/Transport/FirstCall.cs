namespace GraphQueries.Transport;

/// <summary>What an adapter does before its first statement: finds out whether there is a server, and whether it is new enough.</summary>
internal static class FirstCall
{
    /// <summary>The oldest server whose Query API and relationship indexes this library relies on.</summary>
    private static readonly Version OldestServer = new(5, 26);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Runs an adapter's first call, and says in one line why no server answered it.</summary>
    public static async Task<GraphServer> ConnectAsync(GraphOptions options, TimeProvider time,
        Func<CancellationToken, Task<GraphServer>> call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await call(either.Token).ConfigureAwait(false);
        }
        catch (GraphConnectionLostException e)
        {
            throw Unreachable(options, e.Reason ?? e.Message, e);
        }
        catch (GraphException e) when (e.Code == GraphCodes.DatabaseUnavailable)
        {
            throw Unreachable(options, $"database '{options.Database}' is not available yet", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(options, $"no answer within {ConnectTimeout.TotalSeconds:0} s", e);
        }
    }

    /// <exception cref="GraphUnavailableException">The server is older than this library can use.</exception>
    public static void RequireVersion(string version, GraphOptions options)
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
