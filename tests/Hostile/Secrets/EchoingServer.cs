using System.Collections.Concurrent;
using System.Net;
using Support;

namespace Hostile.Secrets;

/// <summary>An HTTP scorer that at first refuses, and repeats all that it was sent, or leads elsewhere; then it scores.</summary>
/// <param name="elsewhere">Where it leads, if anywhere.</param>
internal sealed class EchoingServer(string? elsewhere = null) : IDisposable
{
    private readonly HttpListener _listener = new();

    public string Url { get; } = $"http://127.0.0.1:{FreePort.Find()}";

    /// <summary>The Authorization headers that came.</summary>
    public ConcurrentQueue<string?> Authorizations { get; } = new();

    public EchoingServer Start()
    {
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _ = AnswerAsync();
        return this;
    }

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            var context = await _listener.GetContextAsync();
            var authorization = context.Request.Headers["Authorization"];
            var isFirst = Authorizations.IsEmpty;
            Authorizations.Enqueue(authorization);
            var text = isFirst ? $"not allowed: {context.Request.Url} with Authorization: {authorization}"
                : $$"""{"predictions":[{{string.Join(',', Enumerable.Repeat("0.1", Scorers.PromotedGraph.Edges))}}]}""";
            context.Response.StatusCode = !isFirst ? 200 : elsewhere is null ? 403 : 307;
            context.Response.RedirectLocation = elsewhere;
            await using var writer = new StreamWriter(context.Response.OutputStream);
            await writer.WriteAsync(text);
        }
    }
}
