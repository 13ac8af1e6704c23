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
/// password that a browser asks for. The pages only read.
/// </summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory loggers, UrlEncoder encoder,
    ApiKey apiKey) : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, loggers, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    /// <summary>The header that carries the key.</summary>
    public const string Header = "X-Api-Key";

    private const string Basic = "Basic ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsLocal() && !HasKey()) return Task.FromResult(AuthenticateResult.NoResult());
        var principal = new ClaimsPrincipal(new ClaimsIdentity(Scheme.Name));
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

    private bool HasKey()
    {
        var key = apiKey.Current;
        if (key.Length == 0) return false;
        var given = Request.Headers[Header].ToString();
        if (given.Length == 0) given = Password(Request.Headers[HeaderNames.Authorization].ToString());
        // Hashes are of one length, so that the comparison tells nothing by its time.
        return CryptographicOperations.FixedTimeEquals(Hash(given), Hash(key));
    }

    private static string Password(string authorization)
    {
        if (!authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) return "";
        var bytes = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[Basic.Length..].Trim(), bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2).ElementAtOrDefault(1) ?? "" : "";
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
