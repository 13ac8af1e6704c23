using GraphSync.Leases;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GraphSync;

/// <summary>What every feature works on: both databases, the clock and the log. Safe for concurrent use.</summary>
public sealed record BridgeContext
{
    /// <summary>The graph and its registered edge types.</summary>
    public required GraphClient Graph { get; init; }

    /// <summary>Registers edge types.</summary>
    public required EdgeTypeRegistry Types { get; init; }

    /// <summary>PostgreSQL.</summary>
    public required NpgsqlDataSource Postgres { get; init; }

    /// <summary>Hands out work that must be single.</summary>
    public required LeaseKeeper Leases { get; init; }

    /// <summary>The one clock of every decision and stamp.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where logs go; never the standard output.</summary>
    public required ILoggerFactory Loggers { get; init; }
}

/// <summary>The user gave something that cannot be used; the message is one line that names the place and the remedy.</summary>
public sealed class BadInputException(string message) : Exception(message);
