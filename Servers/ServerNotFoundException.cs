namespace Servers;

/// <summary>No server could be found or started; the message says what was tried and what to do.</summary>
public sealed class ServerNotFoundException(string message, Exception? inner = null) : Exception(message, inner);
