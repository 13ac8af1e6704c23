namespace GraphSync.Ingest.Input;

/// <summary>A stream that is read once, from its beginning to its end.</summary>
internal abstract class InputStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A stream whose beginning has been looked at: it comes again. What went wrong behind it comes behind it.</summary>
internal sealed class HeadedStream : InputStream
{
    private const int Most = 4096;

    private readonly Stream _rest;
    private readonly byte[] _head = new byte[Most];
    private int _length;
    private int _given;
    private InvalidDataException? _damage;

    private HeadedStream(Stream rest) => _rest = rest;

    /// <summary>The first 4,096 bytes, or all where they are fewer.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _length);

    public static async Task<HeadedStream> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var headed = new HeadedStream(stream);
        try
        {
            while (headed._length < Most)
            {
                var read = await stream.ReadAsync(headed._head.AsMemory(headed._length), cancellationToken).ConfigureAwait(false);
                if (read == 0) break;
                headed._length += read;
            }
        }
        catch (InvalidDataException e)
        {
            headed._damage = e;
        }
        return headed;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_given == _length)
            return _damage is null ? await _rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) : throw _damage;
        var part = _head.AsMemory(_given, Math.Min(buffer.Length, _length - _given));
        part.CopyTo(buffer);
        _given += part.Length;
        return part.Length;
    }
}
