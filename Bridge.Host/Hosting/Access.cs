using System.Net;
using System.Security.Cryptography;
using System.Text;
using Bridge.Host.Configuration;

namespace Bridge.Host.Hosting;

/// <summary>
/// Who may read: everybody on this machine, and from elsewhere whoever knows the API key, in the header <c>X-Api-Key</c> or as the
/// password that a browser asks for. The pages only read.
/// </summary>
internal sealed class Access(HttpSettings settings)
{
    public const string Header = "X-Api-Key";

    private readonly byte[] _key = Hash(settings.ApiKey);

    /// <summary>The addresses to listen at.</summary>
    /// <exception cref="BadInputException">One is no address, or is open to other machines and there is no key.</exception>
    public static string[] Urls(HttpSettings settings)
    {
        var urls = settings.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var url in urls)
        {
            BindingAddress address;
            try
            {
                address = BindingAddress.Parse(url);
            }
            catch (FormatException)
            {
                throw new BadInputException($"Bridge__Http__Urls '{url}' is not an address: write one such as http://127.0.0.1:8088.");
            }
            if (address.Scheme != "http") throw new BadInputException($"Bridge__Http__Urls '{url}': the bridge speaks http alone; put a proxy before it for https.");
            if (!IsLoopback(address.Host) && settings.ApiKey.Length == 0)
                throw new BadInputException($"Bridge__Http__Urls '{url}' is open to other machines: set Bridge__Http__ApiKey, or use http://127.0.0.1:8088.");
        }
        return urls.Length > 0 ? urls : throw new BadInputException("Bridge__Http__Urls is empty: write an address such as http://127.0.0.1:8088.");
    }

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (HasKey(http.Request) || IsLocal(http))
        {
            await next(http);
            return;
        }
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"GraphProvenance\", charset=\"UTF-8\"";
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync($"Send the API key (Bridge__Http__ApiKey) in the header {Header}, or as the password.\n", http.RequestAborted);
    }

    /// <summary>The name must be local too: a web page elsewhere could point a name of its own at this machine and read along.</summary>
    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote) && IsLoopback(http.Request.Host.Host);

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);

    private bool HasKey(HttpRequest request)
    {
        if (settings.ApiKey.Length == 0) return false;
        var given = request.Headers[Header].ToString();
        if (given.Length == 0) given = Password(request.Headers.Authorization.ToString());
        // Hashes are of one length, so that the comparison tells nothing by its time.
        return CryptographicOperations.FixedTimeEquals(Hash(given), _key);
    }

    private static string Password(string authorization)
    {
        const string scheme = "Basic ";
        if (!authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return "";
        var bytes = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[scheme.Length..].Trim(), bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2).ElementAtOrDefault(1) ?? "" : "";
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
