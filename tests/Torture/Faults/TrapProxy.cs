using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Torture.Faults;

/// <summary>A TCP proxy before a database that counts requests, and strikes at one of them.</summary>
internal sealed class TrapProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<TrapConnection> _connections = [];
    private readonly Lock _gate = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private Trap? _trap;

    public TrapProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Sets a trap, or takes it away. What counted for another does not count for this one.</summary>
    public void Set(Trap? trap)
    {
        lock (_gate) _trap = trap;
    }

    /// <summary>Resets all open connections.</summary>
    public void Cut()
    {
        TrapConnection[] open;
        lock (_gate) open = [.. _connections];
        foreach (var connection in open) connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    /// <summary>The trap, if this request is the one that it waits for.</summary>
    internal Trap? Spring(ReadOnlySpan<byte> request)
    {
        lock (_gate)
        {
            if (_trap is not { } trap || !trap.Counts(request)) return null;
            _trap = null;
            return trap;
        }
    }

    private async Task AcceptAsync()
    {
        List<Task> running = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                running.RemoveAll(task => task.IsCompleted);
                running.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var connection = new TrapConnection(this, client);
        lock (_gate) _connections.Add(connection);
        await connection.RunAsync(_host, _port, _end.Token);
        lock (_gate) _connections.Remove(connection);
    }
}

/// <summary>What is to happen at one request.</summary>
/// <param name="text">What the request must hold to count; empty for any.</param>
/// <param name="nth">At which that counts, from 1 on.</param>
/// <param name="moment">When.</param>
/// <param name="strike">What happens; false when the connection ends by it, and what is under way on it is lost.</param>
internal sealed class Trap(string text, int nth, Moment moment, Func<Task<bool>> strike)
{
    private readonly byte[] _text = Encoding.UTF8.GetBytes(text);
    private int _left = nth;

    public Moment Moment => moment;

    public bool Counts(ReadOnlySpan<byte> request) => request.IndexOf(_text) >= 0 && --_left == 0;

    public Task<bool> StrikeAsync() => strike();
}

/// <summary>One connection through the proxy.</summary>
internal sealed class TrapConnection(TrapProxy proxy, Socket client) : IDisposable
{
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private volatile Trap? _onReply;

    public async Task RunAsync(string host, int port, CancellationToken cancellation)
    {
        client.NoDelay = true;
        try
        {
            await _server.ConnectAsync(host, port, cancellation);
            await Task.WhenAny(
                PumpAsync(client, _server, RequestAsync, cancellation), PumpAsync(_server, client, ReplyAsync, cancellation));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The server is down: the client sees its connection closed.
        }
        Dispose();
    }

    public void Dispose()
    {
        client.Close(0);
        _server.Close(0);
    }

    private async Task<bool> RequestAsync(ReadOnlyMemory<byte> request, Func<Task> pass)
    {
        var trap = proxy.Spring(request.Span);
        if (trap is { Moment: Moment.BeforeItArrives } && !await trap.StrikeAsync()) return false;
        if (trap is { Moment: Moment.BeforeItsReply or Moment.OnceReplied }) _onReply = trap;
        await pass();
        return trap is not { Moment: Moment.OnceItArrived } || await trap.StrikeAsync();
    }

    private async Task<bool> ReplyAsync(ReadOnlyMemory<byte> reply, Func<Task> pass)
    {
        // "100 Continue" is no reply: it asks for the rest of the request.
        var trap = reply.Span.StartsWith("HTTP/1.1 100 "u8) ? null : _onReply;
        if (trap is not null) _onReply = null;
        if (trap is { Moment: Moment.BeforeItsReply } && !await trap.StrikeAsync()) return false;
        await pass();
        return trap is not { Moment: Moment.OnceReplied } || await trap.StrikeAsync();
    }

    /// <summary>Copies until an end closes, or a strike ends the connection.</summary>
    private static async Task PumpAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, Func<Task>, Task<bool>> handle,
        CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellation) is > 0 and var count)
            {
                var piece = buffer.AsMemory(0, count);
                if (!await handle(piece, async () => await to.SendAsync(piece, cancellation))) return;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection ends here, as it would without a proxy.
        }
    }
}
