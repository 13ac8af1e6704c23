using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Host.Hosting;

/// <summary>
/// An id in a path as it was sent. The server's own decoding leaves <c>%2F</c> as it is, so that an id with a slash and one with
/// a literal <c>%2F</c> could not be told apart.
/// </summary>
internal static class PathId
{
    /// <summary>The second part of the path: <c>/models/{id}/widget</c>.</summary>
    public static string Of(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.Split('?', 2)[0];
        // A proxy may send the address whole.
        if (Uri.TryCreate(path, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            path = path[(path.IndexOf("://", StringComparison.Ordinal) + 3)..];
        return Uri.UnescapeDataString(path.Split('/').ElementAtOrDefault(2) ?? "");
    }
}
