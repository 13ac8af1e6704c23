using System.Net.Sockets;
using Neo4j.Driver;
using TlsException = System.Security.Authentication.AuthenticationException;

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
            or SocketException => options.Lost(Reason(error), error),
        Neo4jException { Code.Length: > 0 } coded => Coded(new GraphException(coded.Code, coded.Message), options),
        Neo4jException => options.Lost(OneLine(error.Message), error),
        // A fault of the driver's own, as it has after a router that could not be reached.
        NullReferenceException or ObjectDisposedException when error.Source == DriverName => options.Lost("the driver gave up", error),
        _ => null,
    };

    private static readonly string? DriverName = typeof(IDriver).Assembly.GetName().Name;

    private static Exception Coded(GraphException error, GraphOptions options) =>
        GraphCodes.Unavailable(error, options) ?? (Exception)error;

    /// <summary>What the network or the server said, as deep inside as somebody says it; never what else went wrong there.</summary>
    private static string Reason(Exception error) => OneLine(Causes(error).Last(IsAReason).Message);

    private static bool IsAReason(Exception e) => e is Neo4jException or SocketException or IOException or TimeoutException
        or TlsException;

    /// <summary>From the outside in; of several that came together, the first that is a reason.</summary>
    private static IEnumerable<Exception> Causes(Exception? error)
    {
        while (error is not null)
        {
            yield return error;
            error = error is AggregateException all
                ? all.Flatten().InnerExceptions.FirstOrDefault(inner => Causes(inner).Any(IsAReason))
                : error.InnerException;
        }
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
