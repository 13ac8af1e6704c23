namespace GraphQueries.Transport;

/// <summary>Where Neo4j is and how to talk to it.</summary>
public sealed record GraphOptions
{
    /// <summary><c>http(s)://</c> for the Query API; <c>bolt://</c> or <c>neo4j://</c>, also with <c>+s</c> or <c>+ssc</c>, for the
    /// optional driver.</summary>
    /// <value>Default: <c>http://localhost:7474</c>.</value>
    public Uri Uri { get; set; } = new("http://localhost:7474");

    /// <summary>A file of authorities' certificates in PEM. An <c>https://</c> server is trusted if one of these has signed its
    /// certificate, directly or by a chain, and not otherwise. Not for the driver.</summary>
    /// <value>Default: empty; the machine's own authorities decide.</value>
    public string RootCertificate { get; set; } = "";

    /// <summary>Empty when the server asks for none.</summary>
    public string Username { get; set; } = "neo4j";

    /// <summary>Never logged.</summary>
    public string Password { get; set; } = "";

    /// <summary>Reads the password anew: at the first login, and whenever the server has refused the last one. Null for
    /// <see cref="Password"/>, which stays as it is.</summary>
    public Func<string>? ReadPassword { get; set; }

    /// <summary>The database that holds the graph.</summary>
    public string Database { get; set; } = "neo4j";

    /// <summary>
    /// How long a write transaction may live on the server. A bridge that is killed in one leaves its locks for as long, so this
    /// bounds how fast another takes over. Above 0, in whole seconds, rounded up. Default 12 seconds; a work that runs into it is tried
    /// again with twice as long.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>
    /// How many write transactions may be open at once; others wait for their turn. A server's request threads are few (9 with two
    /// cores): writers that wait for locks on all of them would keep the lock's holder from committing. Default 6.
    /// </summary>
    public int MaxWriters { get; set; } = 6;

    /// <summary>How long a work is tried again after transient errors and lost connections. Default 60 seconds.</summary>
    public TimeSpan RetryBudget { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The prefix of every statement's <c>$run</c>; unique by default.</summary>
    public string Run { get; set; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";

    /// <summary>The place and the user, without the password.</summary>
    public override string ToString() => $"user '{Username}' of database '{Database}' at {Address}";

    /// <summary>A connection that broke.</summary>
    internal GraphConnectionLostException Lost(string reason, Exception? inner = null)
    {
        const string remedy = "see whether it runs and NEO4J_URI is right, then run this again.";
        return new($"The connection to Neo4j at {Address} was lost ({reason}): {remedy}", inner) { Reason = reason };
    }

    /// <summary>The URI for messages, without credentials that somebody may have put into it.</summary>
    internal string Address => Uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
}
