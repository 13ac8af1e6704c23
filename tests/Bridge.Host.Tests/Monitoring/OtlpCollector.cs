using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Support;

namespace Bridge.Host.Tests.Monitoring;

/// <summary>Takes what a bridge sends by OTLP over HTTP: keeps spans, and answers whatever else is asked.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public OtlpCollector()
    {
        Url = $"http://127.0.0.1:{FreePort.Find()}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    public ConcurrentQueue<Span> Spans { get; } = [];

    /// <summary>The requests for anything but telemetry.</summary>
    public ConcurrentQueue<string> Others { get; } = [];

    public ConcurrentQueue<string> Authorizations { get; } = [];

    /// <summary>How often metrics came.</summary>
    public int Metrics { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var http = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await http.Request.InputStream.CopyToAsync(body);
                Take(http.Request, body.ToArray());
                http.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private void Take(HttpListenerRequest request, byte[] body)
    {
        if (request.Headers["Authorization"] is { } authorization) Authorizations.Enqueue(authorization);
        var path = request.Url!.AbsolutePath;
        if (path == "/v1/metrics") Metrics++;
        else if (path != "/v1/traces") Others.Enqueue(request.Url.PathAndQuery);
        else
        {
            // TracesData.resource_spans.scope_spans.spans
            foreach (var span in Message.Of(body).All(1).SelectMany(resource => resource.All(2)).SelectMany(scope => scope.All(2)))
                Spans.Enqueue(Span.Of(span));
        }
    }
}

/// <summary>A span as it was sent.</summary>
internal sealed record Span(string Trace, string Id, string Parent, string Name, Dictionary<string, string> Tags, int Events, string Status)
{
    public static Span Of(Message span) => new(span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5),
        span.All(9).ToDictionary(tag => tag.Text(1), tag => tag.All(2).Single().Value()), span.All(11).Count(),
        span.All(15).FirstOrDefault()?.Text(2) ?? "");
}

/// <summary>A message of Protocol Buffers: the fields by their numbers.</summary>
internal sealed class Message
{
    private readonly List<(int Field, ReadOnlyMemory<byte> Bytes, ulong Number)> _fields = [];

    public static Message Of(ReadOnlyMemory<byte> bytes)
    {
        var message = new Message();
        for (var at = 0; at < bytes.Length;)
        {
            var key = Varint(bytes.Span, ref at);
            var (field, length, number) = ((int)(key >> 3), 0, 0ul);
            if ((key & 7) == 0) number = Varint(bytes.Span, ref at);
            else length = (key & 7) switch { 1 => 8, 5 => 4, _ => (int)Varint(bytes.Span, ref at) };
            message._fields.Add((field, bytes.Slice(at, length), number));
            at += length;
        }
        return message;
    }

    public IEnumerable<Message> All(int field) => _fields.Where(f => f.Field == field).Select(f => Of(f.Bytes));

    public string Text(int field) => Encoding.UTF8.GetString(_fields.Find(f => f.Field == field).Bytes.Span);

    public string Hex(int field) => Convert.ToHexString(_fields.Find(f => f.Field == field).Bytes.Span);

    /// <summary>An AnyValue's: text, or a number.</summary>
    public string Value() => _fields is [(1, var text, _)] ? Encoding.UTF8.GetString(text.Span) : $"{_fields[0].Number}";

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
