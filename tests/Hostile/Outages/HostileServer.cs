using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hostile.Outages;

/// <summary>A foreign server on loopback, which answers as no healthy one would.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _asked;

    private HostileServer(Func<NetworkStream, Task> serve)
    {
        _listener.Start();
        _accepting = AcceptAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often it was sent a statement.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>A Neo4j that says who it is, and answers every statement with this.</summary>
    public static HostileServer Neo4j(string status, string body)
    {
        HostileServer? server = null;
        server = new(async stream =>
        {
            var request = await HeadAsync(stream);
            var asks = request.StartsWith("POST", StringComparison.Ordinal);
            if (asks) Interlocked.Increment(ref server!._asked);
            var answer = asks ? Http(status, body) : Http("200 OK", """{"neo4j_version": "5.26.0", "neo4j_edition": "community"}""");
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        });
        return server;
    }

    /// <summary>A server that says the same to everybody.</summary>
    public static HostileServer Saying(string text) => new(async stream =>
    {
        _ = await stream.ReadAsync(new byte[1]);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
    });

    /// <summary>A PostgreSQL that refuses every login, or every statement, with this.</summary>
    public static HostileServer Postgres(string sqlState, string message, bool atLogin)
    {
        var error = Message('E', Fields(('S', "ERROR"), ('V', "ERROR"), ('C', sqlState), ('M', message)));
        byte[] ready = Message('Z', "I"u8.ToArray());
        return new(async stream =>
        {
            // TLS and GSS are declined, then comes the login.
            while (BinaryPrimitives.ReadInt32BigEndian(await PacketAsync(stream)) >> 16 == 1234) await stream.WriteAsync("N"u8.ToArray());
            if (atLogin)
            {
                await stream.WriteAsync(error);
                return;
            }
            byte[] welcome = [.. Message('R', new byte[4]), .. Message('S', Text("server_version", "17.0")),
                .. Message('S', Text("client_encoding", "UTF8")), .. ready];
            await stream.WriteAsync(welcome);
            var kind = new byte[1];
            while (await stream.ReadAsync(kind) == 1)
            {
                await PacketAsync(stream);
                if (kind[0] is (byte)'S' or (byte)'Q') await stream.WriteAsync(error.Concat(ready).ToArray());
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<NetworkStream, Task> serve)
    {
        try
        {
            while (!_stop.IsCancellationRequested) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), serve);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Over.
        }
    }

    private static async Task ServeAsync(TcpClient client, Func<NetworkStream, Task> serve)
    {
        using (client)
        {
            try
            {
                await serve(client.GetStream());
                client.Client.Shutdown(SocketShutdown.Send);
                // What the client still sends is read, so that nothing is reset.
                while (await client.GetStream().ReadAsync(new byte[4096]) > 0) { }
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // The client has gone.
            }
        }
    }

    private static string Http(string status, string body) =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
        + $"Connection: close\r\n\r\n{body}";

    private static async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
            head.Append((char)one[0]);
        return head.ToString();
    }

    /// <summary>A length, itself included, and what follows.</summary>
    private static async Task<byte[]> PacketAsync(NetworkStream stream)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
        await stream.ReadExactlyAsync(body);
        return body;
    }

    private static byte[] Message(char kind, byte[] body)
    {
        var message = new byte[5 + body.Length];
        message[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + body.Length);
        body.CopyTo(message, 5);
        return message;
    }

    private static byte[] Fields(params (char Kind, string Text)[] fields) =>
        [.. fields.SelectMany(field => (byte[])[(byte)field.Kind, .. Text(field.Text)]), 0];

    private static byte[] Text(params string[] texts) => [.. texts.SelectMany(text => (byte[])[.. Encoding.UTF8.GetBytes(text), 0])];
}
