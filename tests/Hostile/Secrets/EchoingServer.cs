using System.Collections.Concurrent;
using System.Net;
using Support;

namespace Hostile.Secrets;

/// <summary>An HTTP scorer that at first refuses, and repeats all that it was sent; then it scores.</summary>
internal sealed class EchoingServer : IDisposable
{
    private readonly HttpListener _listener = new();

    public EchoingServer()
    {
        var port = FreePort.Find();
        Url = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _ = AnswerAsync();
    }

    public string Url { get; }

    /// <summary>The Authorization headers that came.</summary>
    public ConcurrentQueue<string?> Authorizations { get; } = new();

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
            context.Response.StatusCode = isFirst ? 403 : 200;
            await using var writer = new StreamWriter(context.Response.OutputStream);
            await writer.WriteAsync(text);
        }
    }
}
