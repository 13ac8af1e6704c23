using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using Bridge.Host.Hosting;
using Bridge.Host.Tests.Widget;
using Shouldly;
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
        request.Headers.Authorization = Basic($"ben:{Key}");
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        if (origin.Length > 0) request.Headers.Add("Origin", origin);
    };

    public static AuthenticationHeaderValue Basic(string credentials) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));

    /// <summary>A form is refused with a message, which a program is told as JSON and a browser on a page.</summary>
    /// <param name="server">Where.</param>
    /// <param name="post">Sends the form.</param>
    /// <param name="message">What must be said.</param>
    /// <returns>The page.</returns>
    public static async Task<IElement> ShouldBeRefusedAsync(RunningServer server,
        Func<Action<HttpRequestMessage>, Task<HttpResponseMessage>> post, string message)
    {
        var answer = await post(AsProgram);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        JsonDocument.Parse(await TextAsync(answer)).RootElement.GetProperty("error").GetString()!.ShouldContain(message);
        var body = Markup.Page(await TextAsync(await post(AsBrowser(Origin(server))))).Body!;
        body.TextContent.ShouldContain(message);
        return body;

        static Task<string> TextAsync(HttpResponseMessage answer) =>
            answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public static string Origin(RunningServer server) => server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
}
