using System.Net;
using System.Net.Sockets;
using System.Text;
using GraphSync.Postgres;

namespace Support;

/// <summary>
/// A network that can fail: a TCP proxy on loopback in front of one port. It can lose a reply whose request arrived,
/// lose a request, stall, cut what is open, and refuse what is new.
/// </summary>
public sealed class FlakyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<FlakyConnection> _connections = [];
    private readonly List<Fault> _faults = [];
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private TaskCompletionSource? _pause;
    private int _lost;
    private int _held;

    public FlakyProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Stands in front of an address such as <c>http://127.0.0.1:7474</c>.</summary>
    public FlakyProxy(Uri upstream) : this(upstream.Host, upstream.Port)
    {
    }

    /// <summary>The proxy's own port on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The proxy's own address for an HTTP server.</summary>
    public Uri HttpUri => new($"http://127.0.0.1:{Port}");

    /// <summary>Closes every new connection at once.</summary>
    public bool Refuse { get; set; }

    /// <summary>How many replies and requests were lost so far.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>How many pieces of traffic a pause has held back so far.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>The next requests that hold the text reach the server; the connection is cut when it answers.</summary>
    public void LoseReplyTo(string text, int times = 1) => LoseReplyTo(Encoding.UTF8.GetBytes(text), times);

    /// <summary>The next requests that hold these bytes reach the server; the connection is cut when it answers.</summary>
    public void LoseReplyTo(byte[] bytes, int times = 1) => Add(new Fault(bytes, Reply: true, times));

    /// <summary>From now on every other request that holds the text loses its reply: the first of each, when each is made again.</summary>
    public void LoseFirstReplyToEach(string text) =>
        Add(new Fault(Encoding.UTF8.GetBytes(text), Reply: true, int.MaxValue) { EveryOther = true });

    /// <summary>The next requests that hold the text never reach the server, and their connection is cut.</summary>
    public void LoseRequest(string text, int times = 1) => Add(new Fault(Encoding.UTF8.GetBytes(text), Reply: false, times));

    /// <summary>Nothing passes, in either direction, until <see cref="Resume"/>; connections stay open.</summary>
    public void Pause() => _pause ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => Interlocked.Exchange(ref _pause, null)?.SetResult();

    /// <summary>Cuts all open connections.</summary>
    public void Cut()
    {
        lock (_connections)
            _connections.ForEach(connection => connection.Dispose());
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        Cut();
        Resume();
        await _accepting;
        _end.Dispose();
    }

    /// <summary>Waits while the proxy is paused.</summary>
    internal Task PassAsync()
    {
        if (Volatile.Read(ref _pause) is not { } pause) return Task.CompletedTask;
        Interlocked.Increment(ref _held);
        return pause.Task;
    }

    /// <summary>The longest text that is looked for: so much of what went before must be kept.</summary>
    internal int Overlap
    {
        get
        {
            lock (_faults)
                return _faults.Count == 0 ? 0 : _faults.Max(fault => fault.Text.Length) - 1;
        }
    }

    /// <summary>Whether a request is to be hit, and which side of it is lost; each hit counts once.</summary>
    internal Fault? Hit(ReadOnlySpan<byte> request)
    {
        lock (_faults)
        {
            foreach (var fault in _faults)
            {
                if (request.IndexOf(fault.Text) < 0)
                    continue;
                if (--fault.Times == 0)
                    _faults.Remove(fault);
                return fault.EveryOther && fault.Times % 2 != 0 ? null : fault;
            }
            return null;
        }
    }

    internal void CountLoss() => Interlocked.Increment(ref _lost);

    private void Add(Fault fault)
    {
        lock (_faults)
            _faults.Add(fault);
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
                if (Refuse)
                    client.Close(0);
                else
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
        using var connection = new FlakyConnection(this, client);
        lock (_connections)
            _connections.Add(connection);
        await connection.RunAsync(_host, _port, _end.Token);
        lock (_connections)
            _connections.Remove(connection);
    }

    /// <summary>A text that makes a request fail, the side that is lost, and how often still.</summary>
    internal sealed record Fault(byte[] Text, bool Reply, int Times)
    {
        public int Times { get; set; } = Times;

        /// <summary>Only every other request is hit, the first included.</summary>
        public bool EveryOther { get; init; }
    }
}
