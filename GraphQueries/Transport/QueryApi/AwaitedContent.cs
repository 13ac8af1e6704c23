using System.Net;

namespace GraphQueries.Transport.QueryApi;

/// <summary>A body of JSON that is sent once the server asks for it, which it then tells.</summary>
internal sealed class AwaitedContent(ReadOnlyMemory<byte> body, Action awaited) : HttpContent
{
    // After a refusal HttpClient sends a body of up to 1,024 bytes all the same. Blanks behind JSON make it longer.
    private const int LeastLength = 1025;

    private readonly ReadOnlyMemory<byte> _blanks = body.Length < LeastLength ? Blanks.AsMemory(body.Length) : default;

    private static byte[] Blanks { get; } = Enumerable.Repeat((byte)' ', LeastLength).ToArray();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        awaited();
        await stream.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(_blanks, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length + _blanks.Length;
        return true;
    }
}
