using System.Text;
using Bridge.Host.Hosting;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Pages;

/// <summary>Sends forms, as a program or as a browser does.</summary>
internal static class Forms
{
    public const string Key = "s3cret";

    public static async Task<HttpResponseMessage> PostAsync(RunningServer server, string path, Action<HttpRequestMessage>? change,
        params IEnumerable<(string Name, string Value)> fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        change?.Invoke(request);
        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static void AsProgram(HttpRequestMessage request)
    {
        request.Headers.Add(ApiKeyHandler.Header, Key);
        request.Headers.Accept.ParseAdd("application/json");
    }

    public static Action<HttpRequestMessage> AsBrowser(string origin, string? site = null) => request =>
    {
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"ben:{Key}")));
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        if (origin.Length > 0) request.Headers.Add("Origin", origin);
    };

    public static string Origin(RunningServer server) => server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
}
