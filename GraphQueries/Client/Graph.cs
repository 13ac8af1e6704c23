using GraphQueries.Transport;

namespace GraphQueries.Client;

/// <summary>Opens the adapter that the URI's scheme asks for.</summary>
public static class Graph
{
    /// <summary>Opens <paramref name="options"/>; nothing is sent before the first call.</summary>
    /// <exception cref="GraphUnavailableException">The scheme is unknown, or its adapter is not part of this build.</exception>
    public static IGraph Open(GraphOptions options, TimeProvider time) => Open(options, time, new ServerLogin(options, time));

    /// <summary>Opens a further connection of a process to one server.</summary>
    internal static IGraph Open(GraphOptions options, TimeProvider time, ServerLogin login) => options.Uri.Scheme switch
    {
        "http" or "https" => new Transport.QueryApi.QueryApiGraph(options, time, login),
        "bolt" or "bolt+s" or "bolt+ssc" or "neo4j" or "neo4j+s" or "neo4j+ssc" => OpenDriver(options, time, login),
        var scheme => throw new GraphUnavailableException(
            $"NEO4J_URI has the scheme '{scheme}': use http:// or https:// (Query API), or bolt:// or neo4j:// (driver)."),
    };

#if NEO4J_DRIVER
    private static Transport.Driver.DriverGraph OpenDriver(GraphOptions options, TimeProvider time, ServerLogin login) =>
        new(options, time, login);
#else
    private static IGraph OpenDriver(GraphOptions options, TimeProvider _, ServerLogin __) => throw new GraphUnavailableException(
        $"NEO4J_URI {options.Address} needs the Neo4j.Driver adapter, which this build lacks: "
        + "set NEO4J_URI to the server's http:// or https:// address, or build with -p:Neo4jDriver=true.");
#endif
}
