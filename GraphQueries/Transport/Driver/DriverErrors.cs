using System.Net.Sockets;
using Neo4j.Driver;

namespace GraphQueries.Transport.Driver;

/// <summary>The driver's exceptions as this library's.</summary>
internal static class DriverErrors
{
    /// <summary>Null when it is not about the server.</summary>
    public static Exception? Translate(Exception error, GraphOptions options) => error switch
    {
        // The server's own error is inside when a transaction was ended by it.
        TransactionTerminatedException { InnerException: Neo4jException inner } => Translate(inner, options),
        ServiceUnavailableException or SessionExpiredException or ConnectionReadTimeoutException or ProtocolException or IOException
            or SocketException => new GraphConnectionLostException(
                $"The connection to Neo4j at {options.Address} was lost: {OneLine(error.GetBaseException().Message)}", error),
        Neo4jException { Code.Length: > 0 } coded => Coded(new GraphException(coded.Code, coded.Message), options),
        Neo4jException => new GraphConnectionLostException(
            $"The driver gave up on Neo4j at {options.Address}: {OneLine(error.Message)}", error),
        _ => null,
    };

    private static Exception Coded(GraphException error, GraphOptions options) =>
        GraphCodes.Unavailable(error, options) ?? (Exception)error;

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
