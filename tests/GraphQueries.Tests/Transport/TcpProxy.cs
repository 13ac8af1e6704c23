using System.Net;
using System.Net.Sockets;

namespace GraphQueries.Tests.Transport;

/// <summary>Stands between a client and a server, and breaks their connections when told.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _server;
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _stop = new();
    private byte[]? _last;

    public TcpProxy(Uri server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new UriBuilder(_server) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;

    /// <summary>How many connections were cut off by <see cref="LoseReplyTo"/>.</summary>
    public int RepliesLost { get; private set; }

    /// <summary>Lets the next request that holds these bytes through, and cuts its connection off before the answer.</summary>
    public void LoseReplyTo(ReadOnlySpan<byte> request) => _last = request.ToArray();

    /// <summary>Cuts all present connections off, as when a client is killed.</summary>
    public void Cut()
    {
        lock (_sockets)
        {
            foreach (var socket in _sockets) Reset(socket);
            _sockets.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
                client.NoDelay = true;
                lock (_sockets) _sockets.AddRange([client, server]);
                var connection = new Connection();
                _ = PumpAsync(connection, client, server, fromClient: true);
                _ = PumpAsync(connection, server, client, fromClient: false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }

    private async Task PumpAsync(Connection connection, Socket from, Socket to, bool fromClient)
    {
        var buffer = new byte[65536];
        try
        {
            while (await from.ReceiveAsync(buffer, SocketFlags.None) is > 0 and var read)
            {
                if (fromClient && _last is { } last && buffer.AsSpan(0, read).IndexOf(last) >= 0)
                {
                    _last = null;
                    connection.Lost = true;
                }
                else if (!fromClient && connection.Lost)
                {
                    RepliesLost++;
                    break;
                }
                for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
        Reset(from);
        Reset(to);
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
        socket.Dispose();
    }

    private sealed class Connection
    {
        public bool Lost { get; set; }
    }
}
