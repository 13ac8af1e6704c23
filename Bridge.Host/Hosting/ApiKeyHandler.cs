using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Bridge.Host.Hosting;

/// <summary>
/// Who may read: everybody on this machine, and from elsewhere whoever knows the API key, in the header <c>X-Api-Key</c> or as the
/// password that a browser asks for. Who decides about edges must know the key here, too.
/// </summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory loggers, UrlEncoder encoder,
    ApiKey apiKey) : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, loggers, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    /// <summary>The header that carries the key.</summary>
    public const string Header = "X-Api-Key";

    /// <summary>What a request that carried the key says of itself: the name that came with it, which may be empty.</summary>
    public const string KeyClaim = "key";

    private const string Basic = "Basic ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var hasKey = HasKey(out var name);
        if (!IsLocal() && !hasKey) return Task.FromResult(AuthenticateResult.NoResult());
        var principal = new ClaimsPrincipal(new ClaimsIdentity(hasKey ? [new Claim(KeyClaim, name)] : [], Scheme.Name));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Basic realm=\"GraphProvenance\", charset=\"UTF-8\"";
        Response.ContentType = "text/plain; charset=utf-8";
        return Response.WriteAsync($"Send the API key (Bridge__Http__ApiKey) in the header {Header}, or as the password.\n",
            Context.RequestAborted);
    }

    /// <summary>The name must be local too: a web page elsewhere could point a name of its own at this machine and read along.</summary>
    private bool IsLocal() =>
        Context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote) && HttpOptions.IsLoopback(Request.Host.Host);

    private bool HasKey(out string name)
    {
        name = "";
        var key = apiKey.Current;
        if (key.Length == 0) return false;
        var given = Request.Headers[Header].ToString();
        if (given.Length == 0) (name, given) = Credentials(Request.Headers[HeaderNames.Authorization].ToString());
        // Hashes are of one length, so that the comparison tells nothing by its time.
        return CryptographicOperations.FixedTimeEquals(Hash(given), Hash(key));
    }

    private static (string Name, string Password) Credentials(string authorization)
    {
        if (!authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) return ("", "");
        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[Basic.Length..].Trim(), bytes, out var length)) return ("", "");
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return (parts[0], parts.ElementAtOrDefault(1) ?? "");
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
