using System.Net;
using System.Net.Sockets;

namespace Servers.Tests;

/// <summary>An HTTP server on loopback: a function of the path, 500 where it gives null.</summary>
internal sealed class OneAnswerServer : IDisposable
{
    private readonly HttpListener _listener = new();

    public OneAnswerServer(Func<string, byte[]?> answer)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = ServeAsync(answer);
    }

    public int Port { get; }

    public int Requests { get; private set; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync(Func<string, byte[]?> answer)
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                Requests++;
                var body = answer(context.Request.Url!.AbsolutePath);
                context.Response.StatusCode = body is null ? 500 : 200;
                await context.Response.OutputStream.WriteAsync(body ?? []);
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Disposed.
        }
    }
}
