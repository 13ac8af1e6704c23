using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace GraphQueries.Transport.QueryApi;

/// <summary>A body of JSON that is sent once the server asks for it, which it then tells.</summary>
internal sealed class AwaitedContent : HttpContent
{
    // After a refusal HttpClient sends a body of up to 1,024 bytes all the same. Blanks behind JSON make it longer.
    private const int LeastLength = 1025;

    // Lent blocks, since one array for thousands of rows would be a large object each time. It is written whole before it is read.
    private static readonly PipeOptions Blocks = new(pauseWriterThreshold: 0, minimumSegmentSize: QueryApiClient.BlockBytes);

    private readonly Pipe _pipe = new(Blocks);
    private readonly ReadOnlySequence<byte> _body;
    private readonly Action _awaited;

    public AwaitedContent(RequestBody body, Action awaited)
    {
        _awaited = awaited;
        body.Write(_pipe.Writer);
        if (_pipe.Writer.UnflushedBytes < LeastLength) _pipe.Writer.Write(Blanks.AsSpan((int)_pipe.Writer.UnflushedBytes));
        _pipe.Writer.Complete();
        _pipe.Reader.TryRead(out var written);
        _body = written.Buffer;
    }

    private static byte[] Blanks { get; } = Enumerable.Repeat((byte)' ', LeastLength).ToArray();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _awaited();
        foreach (var block in _body) await stream.WriteAsync(block, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        _pipe.Reader.Complete();
        base.Dispose(disposing);
    }
}
