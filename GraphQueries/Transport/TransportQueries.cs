using GraphQueries.Catalogue;

namespace GraphQueries.Transport;

/// <summary>What the transport itself asks: <c>cypher/queries/transport</c>.</summary>
internal static class TransportQueries
{
    /// <summary>Ends every statement that a run still has on the server.</summary>
    public static readonly CypherQuery<TerminateParameters, TerminatedRow> Terminate = new("transport/terminate");
}

/// <summary>A run; its statements carry it as <c>$run</c>, with a slash and a number.</summary>
internal sealed record TerminateParameters(string Target);

/// <summary>A transaction that was ended, in the server's words.</summary>
internal sealed record TerminatedRow(string Message);
