using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using GraphQueries.Language;
using GraphQueries.Resilience;

namespace GraphQueries.Transport.QueryApi;

/// <summary>One request and its answer over the Query API: the wire, without retries or bookmarks.</summary>
internal sealed class QueryApiClient : IDisposable
{
    /// <summary>How large the blocks are that hold bodies and answers.</summary>
    public const int BlockBytes = 64 << 10;

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly StreamPipeReaderOptions Blocks = new(bufferSize: BlockBytes);
    private readonly GraphOptions _options;
    private readonly HttpClient _http;
    private readonly string _root;
    private readonly Login<string> _login;
    private readonly Door _door;

    public QueryApiClient(GraphOptions options, ServerLogin login)
    {
        (_options, _login, _door) = (options, login.Password, login.Door);
        _root = $"db/{Uri.EscapeDataString(options.Database)}/query/v2";
        // One kept-alive HTTP/1.1 connection a caller: cleartext HTTP/2 is slower, and compression costs more than it saves.
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            Expect100ContinueTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseProxy = !options.Uri.IsLoopback,
            SslOptions = { CertificateChainPolicy = Trust(options.RootCertificate) },
        })
        {
            BaseAddress = new Uri(options.Uri.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version11,
        };
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.neo4j.query");
    }

    /// <summary>Whom to trust; null for the machine's own authorities. Names and dates are checked all the same.</summary>
    private static X509ChainPolicy? Trust(string rootCertificate)
    {
        if (rootCertificate.Length == 0) return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(rootCertificate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new GraphUnavailableException($"Bridge__Neo4j__RootCertificate '{rootCertificate}' cannot be read ({e.Message}): name a "
                + "file of certificates in PEM.");
        }
        return policy.CustomTrustStore.Count > 0 ? policy : throw new GraphUnavailableException(
            $"Bridge__Neo4j__RootCertificate '{rootCertificate}' holds no certificate: name a file of certificates in PEM.");
    }

    /// <summary>The discovery document, which servers older than the Query API have, too; null when the answer is not one.</summary>
    /// <exception cref="GraphConnectionLostException">There was no answer.</exception>
    public async Task<GraphServer?> DiscoverAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.Accept.ParseAdd("application/json");
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            return document.RootElement.TryGetProperty("neo4j_version", out var version)
                ? new GraphServer(version.GetString()!, document.RootElement.GetProperty("neo4j_edition").GetString() ?? "")
                : null;
        }
        catch (Exception e) when (IsLoss(e))
        {
            throw _options.Lost(Reason(e), e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Sends a statement, or none, to <paramref name="path"/> below the query resource.</summary>
    /// <exception cref="GraphException">The server refused it.</exception>
    /// <exception cref="GraphConnectionLostException">No full answer came, or the transaction is unknown.</exception>
    /// <exception cref="GraphUnavailableException">The server refused the user, or lacks the database.</exception>
    public Task<TypedJson> SendAsync(HttpMethod method, string path, RequestBody body, string? affinity,
        CancellationToken cancellationToken) =>
        GraphTelemetry.MeasureAsync(() => LogInAndSendAsync(method, path, body, affinity, cancellationToken));

    private async Task<TypedJson> LogInAndSendAsync(HttpMethod method, string path, RequestBody body, string? affinity,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            using var turn = await _door.EnterAsync(cancellationToken).ConfigureAwait(false);
            var attempt = _login.Take();
            using var request = Request(method, path, body, affinity, attempt.Secret, turn);
            var (answer, status) = await SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.Error is { } error && GraphCodes.IsRefusedLogin(error.Code))
            {
                var refusal = GraphCodes.Unavailable(error, _options)!;
                if (!_login.Refused(attempt, refusal.Message)) throw refusal;
                continue;
            }
            _login.Accepted(attempt);
            return answer.Error is null ? answer : throw Translate(answer.Error, status);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, RequestBody body, string? affinity, string password,
        Door.Turn turn)
    {
        var request = new HttpRequestMessage(method, _root + path);
        if (_options.Username.Length > 0)
        {
            var credentials = Encoding.UTF8.GetBytes($"{_options.Username}:{password}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        }
        if (affinity is not null) request.Headers.TryAddWithoutValidation(AffinityHeader, affinity);
        if (method != HttpMethod.Post) return request;
        request.Headers.ExpectContinue = true;
        request.Content = new AwaitedContent(body, turn.Dispose);
        request.Content.Headers.ContentType = Json;
        return request;
    }

    private async Task<(TypedJson Answer, HttpStatusCode Status)> SendAsync(HttpRequestMessage request,
        CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            var answer = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
            if (response.Headers.TryGetValues(AffinityHeader, out var values)) answer.Affinity = values.First();
            return (answer, response.StatusCode);
        }
        catch (Exception e) when (IsLoss(e))
        {
            throw _options.Lost(Reason(e), e);
        }
    }

    public void Dispose() => _http.Dispose();

    private const string AffinityHeader = "neo4j-cluster-affinity";

    // The handler lets a bare SocketException through when a connection is reset while it is being opened.
    private static bool IsLoss(Exception e) => e is HttpRequestException or IOException or SocketException;

    // Outer messages name the address once more, or send the reader to an inner one.
    private static string Reason(Exception e) => e.GetBaseException().Message.ReplaceLineEndings(" ");

    /// <summary>Reads an answer into lent blocks: one array for thousands of rows would be a large object each time.</summary>
    private async Task<TypedJson> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), Blocks);
        try
        {
            ReadResult read;
            while (!(read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false)).IsCompleted)
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            return Parse(response.StatusCode, read.Buffer);
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private TypedJson Parse(HttpStatusCode status, ReadOnlySequence<byte> bytes)
    {
        var success = (int)status is >= 200 and < 300;
        if (bytes.Length == 0 && success) return new TypedJson();
        JsonException? malformed = null;
        try
        {
            var answer = TypedJson.Parse(bytes);
            if (success || answer.Error is not null) return answer;
        }
        catch (JsonException e)
        {
            malformed = e;
        }
        if (status == HttpStatusCode.Unauthorized)
            return TypedJson.Failed(new GraphException(GraphCodes.Unauthorized, "A proxy refused the password."));
        // A proxy's page, or an answer that was cut short: either way nobody can tell what the server did.
        throw _options.Lost($"it answered {(int)status} with something that is not the Query API's JSON", malformed);
    }

    private Exception Translate(GraphException error, HttpStatusCode status) =>
        GraphCodes.Unavailable(error, _options)
        // The transaction expired, or the server was restarted: its fate is that of a lost connection.
        ?? (status == HttpStatusCode.NotFound ? _options.Lost(error.Message, error) : (Exception)error);
}

/// <summary>What a request carries. Parameters go in plain JSON, with <c>$run</c> added.</summary>
internal readonly record struct RequestBody(
    CypherStatement? Statement, string Run, IReadOnlyCollection<string>? Bookmarks = null, TimeSpan? Limit = null, bool ReadOnly = false)
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public void Write(IBufferWriter<byte> buffer)
    {
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        if (Statement is not null)
        {
            var statement = ParameterList.Of(Statement);
            json.WriteString("statement"u8, statement.Text);
            json.WriteStartObject("parameters"u8);
            foreach (var (name, value) in statement.Parameters)
            {
                json.WritePropertyName(name);
                PlainJson.Write(json, value);
            }
            json.WriteString("run"u8, Run);
            json.WriteEndObject();
        }
        if (Bookmarks is { Count: > 0 })
        {
            json.WritePropertyName("bookmarks"u8);
            PlainJson.Write(json, Bookmarks);
        }
        if (Limit is { } limit) json.WriteNumber("maxExecutionTime"u8, (long)Math.Ceiling(limit.TotalSeconds));
        if (ReadOnly) json.WriteString("accessMode"u8, "READ");
        json.WriteEndObject();
    }
}
