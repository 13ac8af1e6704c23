namespace GraphSync.Postgres;

/// <summary>PostgreSQL cannot be used as it is configured. The message is one line that names the place and the remedy.</summary>
public sealed class PostgresUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
