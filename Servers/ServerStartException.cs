namespace Servers;

/// <summary>One source has no server, or one that does not start; the search goes on with the next.</summary>
internal sealed class ServerStartException(string message) : Exception(message)
{
    /// <summary>Another process took the port between our choosing it and the server's binding it.</summary>
    public bool PortTaken => Message.Contains("Address already in use", StringComparison.OrdinalIgnoreCase);
}
