using System.Net.Sockets;

namespace Support;

/// <summary>One client's connection through a <see cref="FlakyProxy"/>.</summary>
internal sealed class FlakyConnection(FlakyProxy proxy, Socket client) : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private volatile bool _loseReply;

    public async Task RunAsync(string host, int port, CancellationToken cancellation)
    {
        client.NoDelay = true;
        try
        {
            await _server.ConnectAsync(host, port, cancellation);
            await Task.WhenAny(RequestsAsync(cancellation), RepliesAsync(cancellation));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The server is down: the client sees its connection closed.
        }
        Dispose();
    }

    /// <summary>Resets both sides, as a broken network would.</summary>
    public void Dispose()
    {
        client.Close(0);
        _server.Close(0);
    }

    private Task RequestsAsync(CancellationToken cancellation)
    {
        // A text may arrive in pieces, so the end of what went before is looked at again.
        byte[] before = [];
        return PumpAsync(client, _server, chunk =>
        {
            byte[] seen = [.. before, .. chunk];
            var fault = proxy.Hit(seen);
            before = fault is null ? seen[^Math.Min(seen.Length, proxy.Overlap)..] : [];
            _loseReply |= fault?.Reply == true;
            return fault is null or { Reply: true };
        }, cancellation);
    }

    private Task RepliesAsync(CancellationToken cancellation) =>
        // "100 Continue" is no reply: it asks for the rest of the request.
        PumpAsync(_server, client, chunk => !_loseReply || chunk.StartsWith("HTTP/1.1 100 "u8), cancellation);

    /// <summary>Copies until an end closes, or until a chunk is refused, which counts as a loss.</summary>
    private async Task PumpAsync(Socket from, Socket to, Func<ReadOnlySpan<byte>, bool> accept, CancellationToken cancellation)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellation) is > 0 and var count)
            {
                await proxy.PassAsync();
                if (!accept(buffer.AsSpan(0, count)))
                {
                    proxy.CountLoss();
                    return;
                }
                await to.SendAsync(buffer.AsMemory(0, count), cancellation);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection ends here, as it would without a proxy.
        }
    }
}
