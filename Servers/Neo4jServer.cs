using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;

namespace Servers;

/// <summary>A Neo4j and the way to it.</summary>
public sealed class Neo4jServer : Server
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
    });

    private readonly bool _external;

    internal Neo4jServer(IServerProcess? process, ServerOptions options) : base(process, options) =>
        _external = process is null;

    /// <summary>What NEO4J_URI names, else the HTTP address, e.g. <c>http://127.0.0.1:17474</c>.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The Bolt address, when known.</summary>
    public Uri? BoltUri { get; init; }

    public string User { get; init; } = "neo4j";

    public required string Password { get; init; }

    public string Database { get; init; } = "neo4j";

    /// <summary>The credentials as an HTTP header.</summary>
    public AuthenticationHeaderValue Authorization =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));

    /// <summary>The environment variables that lead the bridge here.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["NEO4J_URI"] = Uri.ToString().TrimEnd('/'),
        ["NEO4J_USERNAME"] = User,
        ["NEO4J_PASSWORD"] = Password,
        ["NEO4J_DATABASE"] = Database,
    };

    private protected override Task<string?> ProbeAsync(CancellationToken cancellation) =>
        Uri.Scheme.StartsWith("http", StringComparison.Ordinal) ? QueryAsync(cancellation) : ConnectAsync(cancellation);

    private async Task<string?> QueryAsync(CancellationToken cancellation)
    {
        var address = new Uri(Uri, $"/db/{Uri.EscapeDataString(Database)}/query/v2");
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = JsonContent.Create(new { statement = "RETURN 1" }),
            Headers = { Authorization = Authorization },
        };
        try
        {
            using var response = await Http.SendAsync(request, cancellation);
            if (response.IsSuccessStatusCode)
                return null;
            var problem = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellation)}";
            // A Neo4j started here cannot refuse its password: another server got the port first, and ours ends.
            return _external && response.StatusCode == HttpStatusCode.Unauthorized
                ? throw new ServerStartException($"{Uri} refused user '{User}': {problem}")
                : problem;
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    /// <summary>A Bolt address is checked as far as that goes without a driver.</summary>
    private async Task<string?> ConnectAsync(CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(Uri.Host, Uri.Port > 0 ? Uri.Port : 7687, cancellation);
            return null;
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }
}
