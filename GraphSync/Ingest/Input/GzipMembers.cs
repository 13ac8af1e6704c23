using System.Runtime.InteropServices;
using ICSharpCode.SharpZipLib.Checksum;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace GraphSync.Ingest.Input;

/// <summary>
/// What a gzip file's members hold, one after another (RFC 1952; bgzip writes thousands of them). Whatever follows the last is damage,
/// but for NUL bytes that pad the file: a decoder that takes it for the end loses the rows behind a damaged header without a word.
/// </summary>
/// <param name="file">At the first member; not disposed.</param>
internal sealed class GzipMembers(Stream file) : InputStream
{
    private const byte Deflate = 8;

    private readonly byte[] _input = new byte[64 << 10];
    private readonly Inflater _inflater = new(noHeader: true);
    private readonly Crc32 _check = new();
    private int _at;
    private int _end;
    private bool _isInside;
    private bool _isFirst = true;

    /// <exception cref="InvalidDataException">The file is cut off or damaged here; all that was read before is sound.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!MemoryMarshal.TryGetArray<byte>(buffer, out var array)) array = new byte[buffer.Length];
        while (true)
        {
            if (!_isInside && !await BeginAsync(cancellationToken).ConfigureAwait(false)) return 0;
            var read = Inflate(array);
            if (read > 0)
            {
                if (!buffer.Span.Overlaps(array)) array.AsSpan(0, read).CopyTo(buffer.Span);
                return read;
            }
            if (_inflater.IsFinished) await EndAsync(cancellationToken).ConfigureAwait(false);
            else await FeedAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private int Inflate(ArraySegment<byte> array)
    {
        try
        {
            var read = _inflater.Inflate(array.Array, array.Offset, array.Count);
            _check.Update(array[..read]);
            return read;
        }
        // The decoder meets lengths and codes that lead out of its tables.
        catch (Exception e) when (e is ICSharpCode.SharpZipLib.SharpZipBaseException or IndexOutOfRangeException or OverflowException)
        {
            throw Damage(e);
        }
    }

    private async Task FeedAsync(CancellationToken cancellationToken)
    {
        if (_inflater.IsNeedingDictionary || !await FillAsync(cancellationToken).ConfigureAwait(false)) throw Damage();
        _inflater.SetInput(_input, _at, _end - _at);
        _at = _end;
    }

    /// <returns>False at the end of the file.</returns>
    private async Task<bool> BeginAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(cancellationToken).ConfigureAwait(false)) return false;
        if (!_isFirst && _input[_at] == 0) return await IsPaddingAsync(cancellationToken).ConfigureAwait(false) ? false : throw Damage();
        _isFirst = false;
        _check.Reset();
        var header = new byte[10];
        for (var i = 0; i < header.Length; i++) header[i] = await NextAsync(cancellationToken).ConfigureAwait(false);
        if (header is not [0x1F, 0x8B, Deflate, var flags, ..] || (flags & 0xE0) != 0) throw Damage();
        await SkipExtrasAsync(flags, cancellationToken).ConfigureAwait(false);
        _check.Reset();
        _inflater.Reset();
        return _isInside = true;
    }

    private async Task SkipExtrasAsync(byte flags, CancellationToken cancellationToken)
    {
        if ((flags & 4) != 0)
        {
            var length = await NextAsync(cancellationToken).ConfigureAwait(false)
                + (await NextAsync(cancellationToken).ConfigureAwait(false) << 8);
            for (; length > 0; length--) await NextAsync(cancellationToken).ConfigureAwait(false);
        }
        // A name, a comment.
        foreach (var text in new[] { 8, 16 })
        {
            while ((flags & text) != 0 && await NextAsync(cancellationToken).ConfigureAwait(false) != 0)
            {
            }
        }
        if ((flags & 2) == 0) return;
        var check = (ushort)_check.Value;
        if (check != await NextAsync(cancellationToken).ConfigureAwait(false)
            + (await NextAsync(cancellationToken).ConfigureAwait(false) << 8)) throw Damage();
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        _at = _end - _inflater.RemainingInput;
        var (check, length) = ((uint)_check.Value, (uint)_inflater.TotalOut);
        if (await NumberAsync(cancellationToken).ConfigureAwait(false) != check
            || await NumberAsync(cancellationToken).ConfigureAwait(false) != length) throw Damage();
        _isInside = false;
    }

    private async Task<bool> IsPaddingAsync(CancellationToken cancellationToken)
    {
        while (await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_input.AsSpan(_at, _end - _at).ContainsAnyExcept((byte)0)) return false;
            _at = _end;
        }
        return true;
    }

    private async Task<uint> NumberAsync(CancellationToken cancellationToken)
    {
        uint number = 0;
        for (var i = 0; i < 4; i++) number |= (uint)await NextAsync(cancellationToken).ConfigureAwait(false) << (8 * i);
        return number;
    }

    private async ValueTask<byte> NextAsync(CancellationToken cancellationToken)
    {
        if (_at == _end && !await FillAsync(cancellationToken).ConfigureAwait(false)) throw Damage();
        var next = _input[_at++];
        _check.Update(next);
        return next;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_at < _end) return true;
        (_at, _end) = (0, await file.ReadAsync(_input, cancellationToken).ConfigureAwait(false));
        return _end > 0;
    }

    private static InvalidDataException Damage(Exception? cause = null) => new("the gzip stream is cut off or damaged", cause);
}
