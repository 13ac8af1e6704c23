using System.Net;

namespace GraphQueries.Transport.QueryApi;

/// <summary>A body that tells when the server asks for it.</summary>
internal sealed class AwaitedContent(ReadOnlyMemory<byte> body, Action awaited) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        awaited();
        return stream.WriteAsync(body, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
